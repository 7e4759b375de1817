package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the functions of the program: the targets of calls and function pointers ({@code
 * add_subprog_and_kfunc}), and checks that jumps stay within one ({@code check_subprogs}).
 */
public final class Subprograms {
  private static final int MOST = 256;
  private static final int TAIL_CALL = 12;
  private final VerifierEnv env;
  private final SortedSet<Integer> starts = new TreeSet<>();

  /** Creates it for one verification. */
  public Subprograms(VerifierEnv env) {
    this.env = env;
  }

  /** Finds the starts of functions that instructions refer to ({@code add_subprog_and_kfunc}). */
  public void find() {
    checkTypes();
    Instruction[] insns = env.instructions;
    starts.add(0);
    for (int i = 0; i < insns.length; i++) {
      env.moveTo(i);
      if (isReference(insns[i])) {
        int start = i + insns[i].imm() + 1;
        if (start < 0 || start >= insns.length) {
          throw env.reject(Errno.EINVAL, "call to invalid destination");
        }
        starts.add(start);
        if (starts.size() > MOST) {
          throw env.reject(Errno.E2BIG, "too many subprograms");
        }
      }
    }
    env.moveTo(VerifierEnv.NO_SLOT);
  }

  /** Adds the exception callback, and fills in {@link VerifierEnv#subprograms()}. */
  public void finish() {
    Instruction[] insns = env.instructions;
    int exception = exceptionCallback();
    if (exception > 0) {
      starts.add(exception);
    }
    Integer[] all = starts.toArray(Integer[]::new);
    List<SubprogramFacts> functions = new ArrayList<>();
    int callback = 0;
    for (int i = 0; i < all.length; i++) {
      int end = i + 1 < all.length ? all[i + 1] : insns.length;
      SubprogramFacts function = facts(all[i], end);
      if (exception > 0 && function.start == exception) {
        callback = i;
        function.markExceptionCallback();
      }
      functions.add(function);
    }
    env.setSubprograms(functions, callback);
    if (env.log.showsAll()) {
      for (int i = 0; i < env.subprograms().size(); i++) {
        env.verbose("func#" + i + " @" + env.subprograms().get(i).start);
      }
    }
  }

  /** Whether it is a call of, or a pointer to, a function of the program. */
  static boolean isReference(Instruction insn) {
    return isCall(insn) || isPointer(insn);
  }

  static boolean isCall(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
  }

  static boolean isPointer(Instruction insn) {
    return insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC;
  }

  /** Checks that the BTF of each function is a function ({@code check_btf_func_early}). */
  private void checkTypes() {
    Btf btf = env.program.btf();
    if (btf == null || !env.hasFunctionInfo()) {
      return;
    }
    for (Subprogram s : env.program.subprograms()) {
      int id = s.funcTypeId();
      if (id < 0 || id > btf.size() || !(btf.type(id) instanceof BtfType.Func)) {
        throw env.reject(Errno.EINVAL, "invalid type id %d in func info", id);
      }
    }
  }

  private SubprogramFacts facts(int start, int end) {
    for (Subprogram s : env.program.subprograms()) {
      if (s.start() == start) {
        return new SubprogramFacts(s.name(), start, end, s.funcTypeId(), s.global());
      }
    }
    return new SubprogramFacts("", start, end, 0, false);
  }

  /** {@code bpf_find_exception_callback_insn_off}: 0 when the program has none. */
  private int exceptionCallback() {
    Btf btf = env.program.btf();
    int main =
        env.program.subprograms().isEmpty() ? 0 : env.program.subprograms().getFirst().funcTypeId();
    if (btf == null || main == 0) {
      return 0;
    }
    String prefix = "exception_callback:";
    String found = null;
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DeclTag(String name, int target, int component, _)
          && target == main
          && component == -1
          && name.startsWith(prefix)) {
        if (found != null) {
          throw env.reject(Errno.EEXIST, "multiple exception callback tags for main subprog");
        }
        found = name.substring(prefix.length());
      }
    }
    if (found == null) {
      return 0;
    }
    String callback = found;
    int id =
        btf.find(callback, BtfType.Func.class)
            .orElseThrow(
                () ->
                    env.reject(
                        Errno.ENOENT,
                        "exception callback '%s' could not be found in BTF",
                        callback));
    if (((BtfType.Func) btf.type(id)).linkage() != BtfType.Linkage.GLOBAL) {
      throw env.reject(Errno.EINVAL, "exception callback '%s' must have global linkage", callback);
    }
    for (Subprogram s : env.program.subprograms()) {
      if (s.funcTypeId() == id) {
        if (s.start() == 0) {
          throw env.reject(Errno.EINVAL, "invalid exception callback insn_off in func_info: 0");
        }
        return s.start();
      }
    }
    throw env.reject(Errno.EINVAL, "exception callback type id not found in func_info");
  }

  /** {@code check_subprogs}. */
  public void checkJumps() {
    Instruction[] insns = env.instructions;
    int at = 0;
    SubprogramFacts current = env.subprograms().getFirst();
    for (int i = 0; i < insns.length; i++) {
      env.moveTo(i);
      Instruction insn = insns[i];
      int code = insn.opcode();
      if (code == (Opcode.JMP | Opcode.CALL) && insn.src() == 0 && insn.imm() == TAIL_CALL) {
        current.markTailCall();
      }
      if (insn.instructionClass() == Opcode.LD
          && (Opcode.mode(code) == Opcode.ABS || Opcode.mode(code) == Opcode.IND)) {
        current.markLegacyPacketAccess();
      }
      int operation = Opcode.operation(code);
      if (Opcode.isJumpClass(code) && operation != Opcode.EXIT && operation != Opcode.CALL) {
        int target = i + 1 + (code == (Opcode.JMP32 | Opcode.JA) ? insn.imm() : insn.offset());
        if (target < current.start || target >= current.end) {
          throw env.reject(Errno.EINVAL, "jump out of range from insn %d to %d", i, target);
        }
      }
      if (i == current.end - 1) {
        if (code != (Opcode.JMP | Opcode.EXIT)
            && code != (Opcode.JMP32 | Opcode.JA)
            && code != (Opcode.JMP | Opcode.JA)) {
          throw env.reject(Errno.EINVAL, "last insn is not an exit or jmp");
        }
        at++;
        if (at < env.subprograms().size()) {
          current = env.subprograms().get(at);
        }
      }
    }
  }

  /**
   * Checks the BTF of functions ({@code check_btf_func}): one entry for each, and a function with
   * packet loads or tail calls must return a number, as the program does. Without BTF such
   * functions are not allowed ({@code check_abnormal_return}).
   */
  public void checkResults() {
    Btf btf = env.program.btf();
    if (btf == null || !env.hasFunctionInfo()) {
      for (SubprogramFacts f : env.subprograms().subList(1, env.subprograms().size())) {
        if (f.hasLegacyPacketAccess() || f.hasTailCall()) {
          env.moveTo(f.start);
          throw env.reject(
              Errno.EINVAL, "%s is not allowed in subprogs without BTF", whatLeaves(f));
        }
      }
      return;
    }
    if (env.program.subprograms().size() != env.subprograms().size()) {
      throw env.reject(
          Errno.EINVAL, "number of funcs in func_info doesn't match number of subprogs");
    }
    for (int i = 0; i < env.subprograms().size(); i++) {
      SubprogramFacts f = env.subprograms().get(i);
      if (f.start != env.program.subprograms().get(i).start() || f.funcTypeId() == 0) {
        throw env.reject(
            Errno.EINVAL, "func_info BTF section doesn't match subprog layout in BPF program");
      }
      boolean leaves = f.hasLegacyPacketAccess() || f.hasTailCall();
      if (i > 0 && leaves && !returnsNumber(btf, f.funcTypeId())) {
        throw env.reject(
            Errno.EINVAL, "%s is only allowed in functions that return 'int'.", whatLeaves(f));
      }
    }
  }

  private static String whatLeaves(SubprogramFacts f) {
    return f.hasLegacyPacketAccess() ? "LD_ABS" : "tail_call";
  }

  private static boolean returnsNumber(Btf btf, int function) {
    BtfType prototype = btf.type(((BtfType.Func) btf.type(function)).type());
    BtfType result = btf.resolved(((BtfType.FuncProto) prototype).returnType());
    return result instanceof BtfType.Int n && n.size() <= Long.BYTES
        || result instanceof BtfType.Enumeration;
  }
}
