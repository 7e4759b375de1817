package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes one program that calls helpers and kfuncs one after another, with arguments that are
 * usually suitable. R6 contains the context, R7 to R9 what was found; the last 64 bytes of the
 * stack are zero.
 */
final class CallWriter {
  private static final int CALL = Opcode.JMP | Opcode.CALL;
  private static final int CONTEXT = 6;
  private static final int FIRST_KEPT = 7;
  private static final int KEPT = 3;
  private static final int ZEROED = 64;
  private static final int DYNPTR = -96;
  private static final int ITERATOR = -160;
  private static final int CALLBACKS = 2;
  private static final int TRIES = 8;
  private static final String MAP_VALUE = "map";
  private static final Set<String> FIELDS =
      Set.of(
          BtfFieldType.TIMER.typeName(),
          BtfFieldType.WORKQUEUE.typeName(),
          BtfFieldType.LIST_HEAD.typeName(),
          BtfFieldType.RB_ROOT.typeName(),
          BtfFieldType.SPIN_LOCK.typeName());

  private final SplittableRandom random;
  private final LinkedProgram program;
  private final Btf kernel;
  private final List<HelperPrototype> helpers;
  private final List<Integer> kfuncs;

  /** BTF id of the callbacks' type: the kernel requires one for all functions or for none. */
  private final int callbackType;

  private final List<Instruction> code = new ArrayList<>();
  private final Map<Integer, Integer> callbackLoads = new HashMap<>();

  /** What R7 to R9 may point to: a struct's name, {@code map} for a map value, or "" if unknown. */
  private final String[] kept = {"", "", ""};

  CallWriter(
      SplittableRandom random,
      LinkedProgram program,
      Btf kernel,
      List<HelperPrototype> helpers,
      List<Integer> kfuncs) {
    this.random = random;
    this.program = program;
    this.kernel = kernel;
    this.helpers = helpers;
    this.kfuncs = kfuncs;
    this.callbackType = staticFunction(program);
  }

  /** The id of a static function among the types of a program; 0 if there is none. */
  private static int staticFunction(LinkedProgram program) {
    Btf own = program.btf();
    for (int id = 1; own != null && id <= own.size(); id++) {
      if (own.type(id) instanceof BtfType.Func(_, int type, BtfType.Linkage linkage)
          && linkage == BtfType.Linkage.STATIC
          && own.type(type) instanceof BtfType.FuncProto proto
          && proto.returnType() != 0) {
        return id;
      }
    }
    return 0;
  }

  LinkedProgram write() {
    begin();
    for (int left = 1 + below(7); left > 0; left--) {
      step();
    }
    add(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, oneIn(8) ? 1 : 0);
    add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
    List<Subprogram> functions = new ArrayList<>();
    Subprogram main = program.subprograms().getFirst();
    functions.add(new Subprogram(main.name(), 0, code.size(), main.funcTypeId(), main.global()));
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < CALLBACKS && callbackLoads.containsValue(i); i++) {
      int start = code.size();
      starts.add(start);
      callback();
      functions.add(new Subprogram("callback" + i, start, code.size(), callbackType, false));
    }
    callbackLoads.forEach(
        (slot, callback) -> {
          int start = starts.get(Math.min(callback, starts.size() - 1));
          code.set(slot, code.get(slot).withImm(start - slot - 1));
        });
    return new LinkedProgram(
        program.object(),
        program.name(),
        program.section(),
        program.type(),
        program.sleepable(),
        program.target(),
        program.license(),
        code,
        functions,
        List.of(),
        program.maps(),
        program.btf(),
        program.kernelBtf());
  }

  private void begin() {
    add(Opcode.ALU64 | Opcode.MOV | Opcode.X, CONTEXT, 1, 0, 0);
    for (int at = 8; at <= ZEROED; at += 8) {
      add(Opcode.ST | Opcode.MEM | Opcode.DW, 10, 0, -at, 0);
    }
    for (int i = 0; i < KEPT; i++) {
      if (i < 2 && hasPointers()) {
        add(Opcode.LDX | Opcode.MEM | Opcode.DW, FIRST_KEPT + i, CONTEXT, 8 * below(2), 0);
        kept[i] =
            program.type() == ProgramType.STRUCT_OPS
                ? KernelTypeNames.HID_BPF_CONTEXT
                : "task_struct";
      } else {
        add(Opcode.ALU64 | Opcode.MOV | Opcode.K, FIRST_KEPT + i, 0, 0, below(16));
      }
    }
  }

  /** Whether the context is an array of arguments, some of which are pointers. */
  private boolean hasPointers() {
    return switch (program.type()) {
      case STRUCT_OPS, TRACING, LSM -> oneIn(2);
      default -> false;
    };
  }

  private void callback() {
    for (int left = below(4); left > 0; left--) {
      int register = 1 + below(3);
      int offset = 8 * below(3);
      switch (below(4)) {
        case 0 -> add(Opcode.LDX | Opcode.MEM | size(), 4, register, offset, 0);
        case 1 -> add(Opcode.STX | Opcode.MEM | size(), register, 10, offset, 0);
        case 2 -> add(Opcode.ST | Opcode.MEM | size(), register, 0, offset, below(9));
        default -> add(CALL, 0, Opcode.CALL_HELPER, 0, pick(helpers).number());
      }
    }
    add(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, oneIn(6) ? 2 : below(2));
    add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
  }

  private void step() {
    switch (below(8)) {
      case 0 -> load();
      case 1 -> store();
      default -> {
        for (int tries = 0; tries < TRIES; tries++) {
          boolean anyway = tries == TRIES - 1;
          if (!kfuncs.isEmpty() && oneIn(2)) {
            int kfunc = pick(kfuncs);
            if (anyway || suits(kfunc)) {
              kfunc(kfunc);
              return;
            }
          } else {
            HelperPrototype helper = pick(helpers);
            if (anyway || suits(helper)) {
              helper(helper);
              return;
            }
          }
        }
      }
    }
  }

  /** Whether there is a suitable value for each argument. */
  private boolean suits(HelperPrototype helper) {
    boolean hasMaps = !program.maps().isEmpty();
    boolean hasValue = List.of(kept).contains(MAP_VALUE);
    return helper.arguments().stream()
        .allMatch(
            argument ->
                switch (argument.type()) {
                  case CONST_MAP_PTR -> hasMaps;
                  case PTR_TO_SPIN_LOCK, PTR_TO_TIMER, KPTR_XCHG_DEST -> hasValue;
                  case PTR_TO_CONST_STR -> false;
                  case PTR_TO_BTF_ID, PTR_TO_SOCKET, PTR_TO_BTF_ID_SOCK_COMMON -> hasStruct();
                  case PTR_TO_SOCK_COMMON, PTR_TO_PERCPU_BTF_ID, PTR_TO_ARENA -> false;
                  default -> true;
                });
  }

  private boolean suits(int kfunc) {
    return kernel.type(kfunc) instanceof BtfType.Func(_, int type, _)
        && kernel.type(type) instanceof BtfType.FuncProto proto
        && proto.params().stream()
            .map(param -> pointed(param.type()).orElse(""))
            .allMatch(
                struct ->
                    struct.isEmpty()
                        || struct.startsWith(KernelTypeNames.ITER_PREFIX)
                        || struct.startsWith(KernelTypeNames.DYNPTR)
                        || List.of(kept).contains(struct)
                        || (FIELDS.contains(struct) && List.of(kept).contains(MAP_VALUE)));
  }

  private boolean hasStruct() {
    return List.of(kept).stream().anyMatch(struct -> !struct.isEmpty());
  }

  private int anyKept() {
    return FIRST_KEPT + below(KEPT);
  }

  /** A register that may contain a pointer. */
  private int anyPointer() {
    for (int tries = 0; tries < TRIES; tries++) {
      int register = anyKept();
      if (!kept[register - FIRST_KEPT].isEmpty()) {
        return register;
      }
    }
    return CONTEXT;
  }

  private void load() {
    int from = anyPointer();
    int to = oneIn(3) ? anyKept() : 0;
    int size = to == 0 ? size() : Opcode.DW;
    add(Opcode.LDX | Opcode.MEM | size, to, from, offset(from), 0);
    if (to != 0) {
      kept[to - FIRST_KEPT] = "";
    }
  }

  private void store() {
    int to = oneIn(4) ? anyPointer() : 10;
    int offset = to == 10 ? -8 * (1 + below(ZEROED / 8)) : offset(to);
    if (oneIn(2)) {
      add(Opcode.ST | Opcode.MEM | size(), to, 0, offset, below(9));
    } else {
      add(Opcode.STX | Opcode.MEM | size(), to, anyKept(), offset, 0);
    }
  }

  /** An offset: that of a member, if the struct is known. */
  private int offset(int register) {
    String struct = register < FIRST_KEPT ? "" : kept[register - FIRST_KEPT];
    if (!struct.isEmpty()
        && kernel.findStruct(struct).map(kernel::type).orElse(null)
            instanceof BtfType.Composite composite
        && !composite.members().isEmpty()) {
      return (int) (composite.members().get(below(composite.members().size())).bitOffset() / 8);
    }
    return oneIn(4) ? below(64) : 8 * below(6);
  }

  private int size() {
    return below(4) << 3;
  }

  // ---- calls

  private void helper(HelperPrototype helper) {
    int map = program.maps().isEmpty() ? -1 : below(program.maps().size());
    for (int i = 0; i < helper.arguments().size(); i++) {
      helperArgument(i + 1, helper.arguments().get(i).type(), map);
    }
    add(CALL, 0, Opcode.CALL_HELPER, 0, helper.number());
    keep(helper.name().contains("map_lookup") ? MAP_VALUE : "");
  }

  private void helperArgument(int register, ArgumentType type, int map) {
    if (oneIn(16)) {
      copy(register, anyKept());
      return;
    }
    switch (type) {
      case CONST_MAP_PTR -> map(register, Opcode.PSEUDO_MAP_FD, map);
      case PTR_TO_MAP_KEY, PTR_TO_MAP_VALUE, PTR_TO_STACK -> stack(register, -ZEROED);
      case PTR_TO_MEM, PTR_TO_RINGBUF_MEM -> memory(register);
      case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> size(register);
      case PTR_TO_CTX -> copy(register, CONTEXT);
      case ANYTHING, SCALAR, DONTCARE -> number(register);
      case PTR_TO_SPIN_LOCK, PTR_TO_TIMER, KPTR_XCHG_DEST -> field(register);
      case PTR_TO_FUNC -> function(register);
      case PTR_TO_CONST_STR -> map(register, Opcode.PSEUDO_MAP_VALUE, map);
      case PTR_TO_DYNPTR -> stack(register, DYNPTR);
      default -> copy(register, anyKept());
    }
  }

  private void kfunc(int id) {
    if (!(kernel.type(id) instanceof BtfType.Func func)
        || !(kernel.type(func.type()) instanceof BtfType.FuncProto proto)) {
      return;
    }
    int arguments = Math.min(5, proto.params().size());
    for (int i = 0; i < arguments; i++) {
      kfuncArgument(i + 1, proto.params().get(i));
    }
    add(CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 0, id);
    keep(pointed(proto.returnType()).orElse(""));
  }

  private void kfuncArgument(int register, BtfType.Param param) {
    if (oneIn(16)) {
      copy(register, anyKept());
      return;
    }
    Optional<String> struct = pointed(param.type());
    if (param.name().endsWith("__sz") || param.name().endsWith("__szk")) {
      size(register);
    } else if (param.name().endsWith("__map") || struct.equals(Optional.of(KernelTypeNames.MAP))) {
      map(register, Opcode.PSEUDO_MAP_FD, below(Math.max(1, program.maps().size())));
    } else if (param.name().endsWith("__ign")) {
      add(Opcode.ALU64 | Opcode.MOV | Opcode.K, register, 0, 0, 0);
    } else if (struct.isEmpty()) {
      boolean pointer = resolved(param.type()) instanceof BtfType.Ptr;
      if (!pointer) {
        number(register);
      } else if (isFunction(param.type())) {
        function(register);
      } else {
        memory(register);
      }
    } else {
      switch (struct.get()) {
        case KernelTypeNames.DYNPTR, "bpf_dynptr_kern" -> stack(register, DYNPTR);
        default -> {
          if (FIELDS.contains(struct.get())) {
            field(register);
          } else if (struct.get().startsWith(KernelTypeNames.ITER_PREFIX)) {
            stack(register, ITERATOR);
          } else {
            structPointer(register, struct.get());
          }
        }
      }
    }
  }

  private void structPointer(int register, String struct) {
    for (int i = 0; i < KEPT; i++) {
      if (kept[i].equals(struct)) {
        copy(register, FIRST_KEPT + i);
        return;
      }
    }
    copy(register, oneIn(4) ? CONTEXT : anyKept());
  }

  private BtfType resolved(int type) {
    BtfType found = kernel.type(type);
    while (found instanceof BtfType.Modifier modifier) {
      found = kernel.type(modifier.type());
    }
    return found;
  }

  /** The struct that a pointer points to. */
  private Optional<String> pointed(int type) {
    return resolved(type) instanceof BtfType.Ptr(int target)
            && resolved(target) instanceof BtfType.Composite composite
        ? Optional.of(composite.name())
        : Optional.empty();
  }

  private boolean isFunction(int type) {
    return resolved(type) instanceof BtfType.Ptr(int target)
        && resolved(target) instanceof BtfType.FuncProto;
  }

  /** Keeps a result, usually after a NULL check. */
  private void keep(String struct) {
    int at = below(KEPT);
    if (oneIn(8)) {
      return;
    }
    copy(FIRST_KEPT + at, 0);
    kept[at] = struct;
    if (!oneIn(4)) {
      // If NULL: a number instead, so that both ways continue.
      add(Opcode.JMP | Opcode.JNE | Opcode.K, 0, 0, 2, 0);
      add(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, 0);
      add(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
    }
  }

  // ---- arguments

  private void copy(int register, int from) {
    add(Opcode.ALU64 | Opcode.MOV | Opcode.X, register, from, 0, 0);
  }

  private void stack(int register, int offset) {
    copy(register, 10);
    add(Opcode.ALU64 | Opcode.ADD | Opcode.K, register, 0, 0, offset);
  }

  private void memory(int register) {
    if (oneIn(6)) {
      copy(register, anyPointer());
    } else {
      stack(register, -8 * (1 + below(ZEROED / 8)));
    }
  }

  private void number(int register) {
    if (oneIn(4)) {
      copy(register, anyKept());
    } else {
      add(Opcode.ALU64 | Opcode.MOV | Opcode.K, register, 0, 0, oneIn(2) ? 0 : below(32));
    }
  }

  private void size(int register) {
    add(Opcode.ALU64 | Opcode.MOV | Opcode.K, register, 0, 0, oneIn(8) ? below(128) : 8);
  }

  private void field(int register) {
    copy(register, anyPointer());
    if (oneIn(3)) {
      add(Opcode.ALU64 | Opcode.ADD | Opcode.K, register, 0, 0, 8 * below(5));
    }
  }

  private void map(int register, int kind, int map) {
    if (map < 0 || map >= program.maps().size()) {
      copy(register, anyKept());
      return;
    }
    add(Opcode.LD_IMM64, register, kind, 0, map);
    add(0, 0, 0, 0, 0);
  }

  private void function(int register) {
    if (callbackType == 0 && program.subprograms().getFirst().funcTypeId() != 0) {
      copy(register, anyKept());
      return;
    }
    callbackLoads.put(code.size(), callbackLoads.isEmpty() ? 0 : below(CALLBACKS));
    add(Opcode.LD_IMM64, register, Opcode.PSEUDO_FUNC, 0, 0);
    add(0, 0, 0, 0, 0);
  }

  private void add(int opcode, int dst, int src, int offset, int imm) {
    code.add(new Instruction(opcode, dst, src, (short) offset, imm));
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean oneIn(int n) {
    return below(n) == 0;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
