package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Register;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of helpers and kernel functions: whether they are allowed, what they need, what they leave
 * (Linux 6.12: {@code check_helper_call}, {@code check_kfunc_call}).
 */
final class Calls {
  /** Kfunc whose callback runs in a work item, where it may sleep. */
  private static final String WORK_CALLBACK = "bpf_wq_set_callback_impl";

  /** The same for timers, helper or kfunc, in the API proposals that had it. */
  private static final String SLEEPABLE_TIMER_CALLBACK = "bpf_timer_set_sleepable_cb";

  /** What libbpf makes of an instruction whose CO-RE relocation fails: a call of this. */
  private static final int POISONED = 0xbad2310;

  private final LinkedProgram program;
  private final ApiProfile profile;
  private final Implementations implementations;
  private final ProgramNames names;

  Calls(LinkedProgram program, ApiProfile profile, Implementations implementations) {
    this.program = program;
    this.profile = profile;
    this.implementations = implementations;
    this.names = new ProgramNames(program);
  }

  /** How a function that a call takes a pointer to is run. */
  enum CallbackKind {
    /** Before the call returns. */
    SYNCHRONOUS,
    /** From a timer. */
    TIMER,
    /** From a work queue. */
    WORK
  }

  /** A function given to a helper or kfunc in a register; the state it begins in. */
  record Callback(int register, CallbackKind kind, State entry) {}

  /** Whether the call is to a kernel function that the kernel lacks. */
  static boolean isUnresolved(Instruction call) {
    return call.src() == PSEUDO_KFUNC_CALL && call.imm() == 0;
  }

  private @Nullable HelperPrototype helper(Instruction call) {
    return profile.helper(program, call.imm());
  }

  private BtfType.@Nullable FuncProto kfuncPrototype(Instruction call) {
    Btf btf = program.kernelBtf();
    return btf != null
            && call.imm() > 0
            && call.imm() <= btf.size()
            && btf.type(call.imm()) instanceof BtfType.Func f
            && btf.type(f.type()) instanceof BtfType.FuncProto proto
        ? proto
        : null;
  }

  /** The registers after a call of a helper or kfunc. */
  void apply(Instruction call, State state) {
    if (isUnresolved(call)) {
      state.clobber();
      return;
    }
    Value result = call.src() == CALL_HELPER ? helperResult(call) : kfuncResult(call);
    forgetWritten(state);
    state.clobber();
    state.set(Register.R0, result);
  }

  /** A pointer to the stack lets the callee write there. */
  private static void forgetWritten(State state) {
    for (int r = Register.R1; r <= Register.R5; r++) {
      Value v = state.get(r);
      if (!v.is(Kind.SCALAR) && !v.is(Kind.MAP) && !v.is(Kind.FUNCTION) && !v.is(Kind.NOT_INIT)) {
        state.forgetSpills();
        return;
      }
    }
  }

  private Value helperResult(Instruction call) {
    HelperPrototype prototype = helper(call);
    if (prototype == null) {
      return Value.LOADED;
    }
    return switch (prototype.returns().type()) {
      case INTEGER -> Value.UNKNOWN;
      case VOID -> Value.NOT_INIT;
      case PTR_TO_MAP_VALUE -> Value.mapValueOrNull();
      default -> Value.MEMORY_OR_NULL;
    };
  }

  private Value kfuncResult(Instruction call) {
    BtfType.FuncProto proto = kfuncPrototype(call);
    Btf btf = program.kernelBtf();
    if (proto == null || btf == null) {
      return Value.LOADED;
    }
    return switch (btf.resolved(proto.returnType())) {
      case BtfType.VoidType _ -> Value.NOT_INIT;
      case BtfType.Ptr _ -> Value.MEMORY_OR_NULL;
      default -> Value.UNKNOWN;
    };
  }

  /** The functions that a call is given, by the registers that hold them. */
  List<Callback> callbacks(Instruction call, State state) {
    if (call.src() == CALL_HELPER) {
      HelperPrototype prototype = helper(call);
      for (int r = Register.R1; prototype != null && r <= Register.R5; r++) {
        if (prototype.argument(r).type() == ArgumentType.PTR_TO_FUNC) {
          CallbackKind kind =
              switch (prototype.name()) {
                case "bpf_timer_set_callback" -> CallbackKind.TIMER;
                case SLEEPABLE_TIMER_CALLBACK -> CallbackKind.WORK;
                default -> CallbackKind.SYNCHRONOUS;
              };
          return List.of(new Callback(r, kind, helperCallback(prototype.name(), state)));
        }
      }
      return List.of();
    }
    String kfunc = call.src() == PSEUDO_KFUNC_CALL ? names.kfunc(call.imm()) : null;
    if (kfunc != null
        && (kfunc.equals(WORK_CALLBACK) || kfunc.startsWith(SLEEPABLE_TIMER_CALLBACK))) {
      return List.of(new Callback(2, CallbackKind.WORK, mapCallback(Value.NOT_INIT)));
    }
    for (int r = Register.R1; r <= Register.R5; r++) {
      if (call.src() == PSEUDO_KFUNC_CALL && state.get(r).is(Kind.FUNCTION)) {
        State entry = State.atEntry();
        for (int arg = Register.R1; arg <= Register.R5; arg++) {
          entry.set(arg, Value.LOADED);
        }
        return List.of(new Callback(r, CallbackKind.SYNCHRONOUS, entry));
      }
    }
    return List.of();
  }

  /** What a helper calls a function back with ({@code set_*_callback_state}). */
  private static State helperCallback(String helper, State caller) {
    State entry = State.atEntry();
    switch (helper) {
      case "bpf_timer_set_callback", SLEEPABLE_TIMER_CALLBACK -> {
        return mapCallback(Value.NOT_INIT);
      }
      case "bpf_for_each_map_elem" -> {
        return mapCallback(passed(caller.get(3)));
      }
      case "bpf_loop" -> {
        entry.set(1, Value.UNKNOWN);
        entry.set(2, passed(caller.get(3)));
      }
      case "bpf_user_ringbuf_drain" -> {
        entry.set(1, Value.MEMORY_OR_NULL);
        entry.set(2, passed(caller.get(3)));
      }
      case "bpf_find_vma" -> {
        entry.set(1, Value.MEMORY_OR_NULL);
        entry.set(2, Value.MEMORY_OR_NULL);
        entry.set(3, passed(caller.get(4)));
      }
      default -> {
        for (int r = Register.R1; r <= Register.R5; r++) {
          entry.set(r, Value.LOADED);
        }
      }
    }
    return entry;
  }

  /** Map, key, value, and perhaps a context. */
  private static State mapCallback(Value context) {
    State entry = State.atEntry();
    entry.set(1, Value.map(-1));
    entry.set(2, Value.MEMORY_OR_NULL);
    entry.set(3, Value.unknownMapValue());
    entry.set(4, context);
    return entry;
  }

  /** A value as another function sees it: the caller's stack is memory there. */
  static Value passed(Value value) {
    return value.is(Kind.STACK) ? Value.MEMORY : value;
  }

  /**
   * Checks a call in the kernel's order. {@code nonSleepable}: code that may not sleep gets here.
   */
  void check(int slot, Instruction call, State state, boolean nonSleepable) throws Refusal {
    if (call.src() == CALL_HELPER) {
      checkHelper(slot, call, state, nonSleepable);
    } else {
      checkKfunc(slot, call, state, nonSleepable);
    }
  }

  private void checkHelper(int slot, Instruction call, State state, boolean nonSleepable)
      throws Refusal {
    int number = call.imm();
    String shown = HelperNames.of(number) + "#" + number;
    HelperPrototype prototype = helper(call);
    if (prototype == null && (number < 0 || number >= HelperNames.count())) {
      String why =
          number == POISONED
              ? "a CO-RE relocation put it here: the kernel has no such type, field or value"
              : "Linux has no such helper";
      throw new Refusal(Errno.EINVAL, slot, "invalid func " + shown, why);
    }
    if (prototype == null) {
      throw new Refusal(
          Errno.EINVAL,
          slot,
          "program of this type cannot use helper " + shown,
          "programs of type " + program.type() + " lack it in profile " + profile.name());
    }
    if (prototype.gplOnly() && !program.gplCompatible()) {
      throw new Refusal(
          Errno.EINVAL,
          slot,
          "cannot call GPL-restricted function from non-GPL compatible program",
          shown
              + " needs a licence such as 'GPL' or 'Dual BSD/GPL', this is '"
              + program.license()
              + "'");
    }
    if (prototype.mightSleep() && nonSleepable) {
      throw new Refusal(
          Errno.EINVAL,
          slot,
          "helper call might sleep in a non-sleepable prog",
          "call " + shown + " from a sleepable program or a bpf_wq callback");
    }
    for (int r = Register.R1; r <= Register.R5; r++) {
      if (prototype.argument(r).type() != ArgumentType.DONTCARE) {
        requireInitialised(slot, r, state, shown);
      }
    }
    checkCallbacks(slot, call, state);
    if (!implementations.helper(number)) {
      throw unimplemented(slot, "helper " + shown);
    }
  }

  private static Refusal unimplemented(int slot, String what) {
    return new Refusal(
        Errno.ENOTSUPP,
        slot,
        what + " is allowed here, but hidbpf4j cannot run it yet",
        "nothing is wrong with the program");
  }

  private void checkKfunc(int slot, Instruction call, State state, boolean nonSleepable)
      throws Refusal {
    if (isUnresolved(call)) {
      throw new Refusal(
          Errno.EINVAL,
          slot,
          "invalid kernel function call not eliminated in verifier pass",
          "a weak kfunc that the kernel lacks is called where bpf_ksym_exists() does not rule it"
              + " out");
    }
    String name = names.kfunc(call.imm());
    BtfType.FuncProto proto = kfuncPrototype(call);
    if (name == null || proto == null) {
      throw new Refusal(
          Errno.EINVAL, slot, "kernel btf_id " + call.imm() + " is not a function", "");
    }
    Set<KfuncFlag> flags = profile.kfuncFlags(program.type(), name);
    if (flags == null) {
      throw new Refusal(
          Errno.EACCES,
          slot,
          "calling kernel function " + name + " is not allowed",
          profile.hasKfunc(name)
              ? "programs of type " + program.type() + " may not call it"
              : "profile " + profile.name() + " has no such kfunc");
    }
    if (flags.contains(KfuncFlag.SLEEPABLE) && nonSleepable) {
      throw new Refusal(
          Errno.EACCES,
          slot,
          "program must be sleepable to call sleepable kfunc " + name,
          "call it from a sleepable hook, a syscall program or a bpf_wq callback");
    }
    checkKfuncArguments(slot, proto, state, name);
    checkCallbacks(slot, call, state);
    if (!implementations.kfunc(name)) {
      throw unimplemented(slot, "kfunc " + name);
    }
  }

  private void checkKfuncArguments(int slot, BtfType.FuncProto proto, State state, String name)
      throws Refusal {
    Btf btf = program.kernelBtf();
    int count = Math.min(proto.params().size(), 5);
    for (int n = 0; btf != null && n < count; n++) {
      BtfType.Param param = proto.params().get(n);
      if (param.name().endsWith("__ign") || param.type() == 0) {
        continue;
      }
      boolean pointer = btf.resolved(param.type()) instanceof BtfType.Ptr;
      if (!pointer && state.get(n + 1).is(Kind.NOT_INIT)) {
        throw new Refusal(
            Errno.EINVAL,
            slot,
            "R" + (n + 1) + " is not a scalar",
            "argument '" + param.name() + "' of " + name + " is not set on every path");
      }
      requireInitialised(slot, n + 1, state, name);
    }
  }

  private void checkCallbacks(int slot, Instruction call, State state) throws Refusal {
    for (Callback callback : callbacks(call, state)) {
      if (!state.get(callback.register()).is(Kind.FUNCTION)) {
        throw new Refusal(
            Errno.EINVAL,
            slot,
            "R"
                + callback.register()
                + " type="
                + state.get(callback.register()).kind().name().toLowerCase(Locale.ROOT)
                + " expected=func",
            "a callback is a static function of the program, named at the call");
      }
    }
  }

  private static void requireInitialised(int slot, int register, State state, String callee)
      throws Refusal {
    if (state.get(register).is(Kind.NOT_INIT)) {
      throw new Refusal(
          Errno.EACCES,
          slot,
          "R" + register + " !read_ok",
          "argument " + register + " of " + callee + " is not set on every path");
    }
  }
}
