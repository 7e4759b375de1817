package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts.GlobalArgument;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts.GlobalArgumentKind;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.ContextTypes;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the program's functions, by their BTF and its {@code arg:} tags ({@code
 * btf_prepare_func_args}), and the registers at their start when they are verified separately.
 */
final class GlobalArguments {
  private static final int MAX_ARGUMENTS = 5;
  private static final Set<String> TAGS = Set.of("ctx", "trusted", "nonnull", "nullable", "arena");

  private final VerifierEnv env;
  private final TypeChecker types;

  GlobalArguments(VerifierEnv env, TypeChecker types) {
    this.env = env;
    this.types = types;
  }

  private Btf btf() {
    Btf btf = env.program.btf();
    if (btf == null) {
      throw env.reject(Errno.EINVAL, "missing BTF");
    }
    return btf;
  }

  private Rejection invalid(String format, Object... arguments) {
    return env.reject(Errno.EINVAL, format, arguments);
  }

  /** {@code return -EINVAL} without a message: static functions need no known prototype. */
  private static Rejection rejectSilently() {
    return new Rejection(Errno.EINVAL, "no prototype that can be checked");
  }

  /** Arguments of a function. */
  List<GlobalArgument> of(int number) {
    SubprogramFacts function = env.subprograms().get(number);
    List<GlobalArgument> cached = function.arguments();
    if (cached != null) {
      return cached;
    }
    if (function.funcTypeId() == 0) {
      throw function.isGlobal()
          ? env.reject(Errno.EFAULT, "Global functions need valid BTF")
          : rejectSilently();
    }
    Btf btf = btf();
    BtfType.Func func = (BtfType.Func) btf.type(function.funcTypeId());
    if (function.isUnreliable()) {
      throw env.reject(Errno.EFAULT, "Verifier bug in function %s()", func.name());
    }
    BtfType.FuncProto proto = (BtfType.FuncProto) btf.type(func.type());
    int count = proto.params().size();
    if (count > MAX_ARGUMENTS) {
      throw function.isGlobal()
          ? invalid(
              "Global function %s() with %d > %d args. Buggy compiler.",
              func.name(), count, MAX_ARGUMENTS)
          : rejectSilently();
    }
    BtfType result = btf.resolved(proto.returnType());
    boolean nothing =
        result instanceof BtfType.VoidType && env.has(VerifierRule.VOID_GLOBAL_FUNCTIONS);
    if (!isScalar(result) && !nothing) {
      throw function.isGlobal()
          ? env.reject(
              env.has(VerifierRule.RESULTS_UNSUPPORTED) ? Errno.EOPNOTSUPP : Errno.EINVAL,
              env.texts.badResult(func.name()))
          : rejectSilently();
    }
    if (nothing) {
      function.markReturnsNothing();
    }
    List<GlobalArgument> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(argument(function, func.name(), i, proto.params().get(i).type()));
    }
    function.setArguments(arguments);
    return arguments;
  }

  private static boolean isScalar(BtfType type) {
    return type instanceof BtfType.Int || type instanceof BtfType.Enumeration;
  }

  private Set<String> tags(SubprogramFacts function, int index) {
    Set<String> found = new TreeSet<>();
    for (BtfType type : btf().types()) {
      if (type instanceof BtfType.DeclTag(String name, int target, int component, _)
          && target == function.funcTypeId()
          && component == index
          && name.startsWith("arg:")) {
        if (!function.isGlobal()) {
          throw env.reject(
              Errno.EOPNOTSUPP, "arg#%d type tag is not supported in static functions", index);
        }
        String tag = name.substring(4);
        if (!TAGS.contains(tag)) {
          throw env.reject(Errno.EOPNOTSUPP, "arg#%d has unsupported set of tags", index);
        }
        found.add(tag);
      }
    }
    return found;
  }

  private GlobalArgument argument(SubprogramFacts function, String name, int index, int typeId) {
    Btf btf = btf();
    Set<String> tags = tags(function, index);
    BtfType type = btf.resolved(typeId);
    if (type instanceof BtfType.Ptr(int target)) {
      GlobalArgument pointer = pointer(function, index, target, tags);
      if (pointer != null) {
        return pointer;
      }
    }
    if (!tags.isEmpty()) {
      throw invalid("arg#%d has pointer tag, but is not a pointer type", index);
    }
    if (isScalar(type)) {
      return new GlobalArgument(GlobalArgumentKind.ANYTHING, 0, 0, null, 0);
    }
    if (!function.isGlobal()) {
      throw rejectSilently();
    }
    throw invalid("Arg#%d type %s in %s() is not supported yet.", index, kind(type), name);
  }

  private @Nullable GlobalArgument pointer(
      SubprogramFacts function, int index, int target, Set<String> tags) {
    Btf btf = btf();
    if (tags.contains("ctx") || ContextTypes.isContext(env.program.type(), btf, target)) {
      if (tags.size() > 1 || tags.size() == 1 && !tags.contains("ctx")) {
        throw combination(index);
      }
      if (tags.contains("ctx")) {
        ContextTypes.validateTagged(env, btf, target, index);
      }
      return new GlobalArgument(GlobalArgumentKind.CTX, 0, 0, null, 0);
    }
    if (btf.resolved(target) instanceof BtfType.Composite c
        && c.name().equals(KernelTypeNames.DYNPTR)) {
      if (!tags.isEmpty()) {
        throw combination(index);
      }
      return new GlobalArgument(GlobalArgumentKind.DYNPTR, RegisterType.MEM_RDONLY, 0, null, 0);
    }
    if (tags.contains("trusted")) {
      if (tags.contains("nonnull")) {
        throw combination(index);
      }
      int flags =
          RegisterType.PTR_TRUSTED | (tags.contains("nullable") ? RegisterType.PTR_MAYBE_NULL : 0);
      return trusted(index, target, flags);
    }
    if (tags.contains("arena")) {
      if (tags.size() > 1) {
        throw invalid("arg#%d arena cannot be combined with any other tags", index);
      }
      return new GlobalArgument(GlobalArgumentKind.ARENA, 0, 0, null, 0);
    }
    if (!function.isGlobal()) {
      return null;
    }
    if (tags.contains("nullable")) {
      throw combination(index);
    }
    return memory(index, target, tags.contains("nonnull"));
  }

  private Rejection combination(int index) {
    return invalid("arg#%d has invalid combination of tags", index);
  }

  private GlobalArgument memory(int index, int target, boolean nonNull) {
    Btf btf = btf();
    BtfType pointee = btf.resolved(target);
    boolean sized =
        isScalar(pointee)
            || pointee instanceof BtfType.Composite
            || pointee instanceof BtfType.Ptr
            || pointee instanceof BtfType.Array
            || pointee instanceof BtfType.FloatType;
    if (!sized) {
      throw invalid(
          "arg#%d reference type('%s %s') size cannot be determined: -22",
          index, kind(pointee), pointee.name());
    }
    int flags = nonNull ? 0 : RegisterType.PTR_MAYBE_NULL;
    return new GlobalArgument(GlobalArgumentKind.MEM, flags, (int) btf.sizeOf(target), null, 0);
  }

  private GlobalArgument trusted(int index, int target, int flags) {
    Btf kernel = env.program.kernelBtf();
    BtfType pointee = btf().resolved(target);
    String name = essentialName(pointee.name());
    List<Integer> found =
        kernel == null
            ? List.of()
            : kernel.idsByName(name).stream()
                .filter(id -> kernel.type(id).getClass() == pointee.getClass())
                .toList();
    if (found.size() != 1) {
      throw env.reject(
          found.isEmpty() ? Errno.ENOENT : Errno.ESRCH,
          "arg#%d reference type('%s %s') %s",
          index,
          kind(pointee),
          pointee.name(),
          found.isEmpty() ? "has no matches" : "is ambiguous");
    }
    return new GlobalArgument(GlobalArgumentKind.BTF_ID, flags, 0, kernel, found.getFirst());
  }

  /** A name without its flavour: {@code task_struct} of {@code task_struct___local}. */
  private static String essentialName(String name) {
    int flavour = name.indexOf("___");
    return flavour > 0 ? name.substring(0, flavour) : name;
  }

  /** Name of a BTF kind, as in messages ({@code btf_type_str}). */
  static String kind(BtfType type) {
    return switch (type) {
      case BtfType.Int _ -> "INT";
      case BtfType.Ptr _ -> "PTR";
      case BtfType.Array _ -> "ARRAY";
      case BtfType.Composite c -> c.union() ? "UNION" : "STRUCT";
      case BtfType.Enumeration e -> e.is64() ? "ENUM64" : "ENUM";
      case BtfType.Forward _ -> "FWD";
      case BtfType.Func _ -> "FUNC";
      case BtfType.FuncProto _ -> "FUNC_PROTO";
      case BtfType.FloatType _ -> "FLOAT";
      default -> "UNKNOWN";
    };
  }

  /** Registers at the start of a function that is verified separately ({@code do_check_common}). */
  void enter(int number, FrameState frame) {
    SubprogramFacts function = env.subprograms().get(number);
    if (number == 0) {
      if (env.program.btf() != null && function.funcTypeId() != 0) {
        if (!takesContextOnly()) {
          function.markUnreliable();
        }
      }
      frame.register(1).becomePointer(RegisterType.PTR_TO_CTX);
      types.setUpContext();
      return;
    }
    env.verbose("Validating " + function.name + "() func#" + number + "...");
    List<GlobalArgument> arguments = of(number);
    if (number == env.exceptionCallback()) {
      frame.enterExceptionCallback();
      if (arguments.size() != 1 || arguments.getFirst().kind() != GlobalArgumentKind.ANYTHING) {
        throw invalid("exception cb only supports single integer argument");
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      set(frame.register(i + 1), arguments.get(i));
    }
  }

  private boolean takesContextOnly() {
    try {
      List<GlobalArgument> arguments = of(0);
      return arguments.size() == 1 && arguments.getFirst().kind() == GlobalArgumentKind.CTX;
    } catch (Rejection _) {
      return false;
    }
  }

  private void set(RegisterState register, GlobalArgument argument) {
    switch (argument.kind()) {
      case ANYTHING, ARENA -> register.setUnknownImprecise();
      case CTX -> register.becomePointer(RegisterType.PTR_TO_CTX);
      case DYNPTR -> register.becomeDynptr(DynptrType.LOCAL, true, env.newId());
      case MEM -> {
        register.becomeMemoryPointer(
            RegisterType.PTR_TO_MEM | argument.flags() & RegisterType.PTR_MAYBE_NULL,
            argument.memSize());
        register.setId(env.newId());
      }
      case BTF_ID -> {
        register.becomeStructPointer(
            RegisterType.PTR_TO_BTF_ID | argument.flags(), argument.btf(), argument.btfId());
        register.setId(env.newId());
      }
    }
  }
}
