package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.List;

/** Causes about a program as a whole: where it is attached, its maps, its structure. */
final class ProgramCauses {
  private ProgramCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("program");
    attachment(t);
    maps(t);
    shape(t);
    return t.causes();
  }

  private static void attachment(RejectionCause.Table t) {
    t.add(
        "target",
        "Tracing programs must provide btf_id",
        "a program of a kind that is attached to a function, without one",
        "a function of the kernel; of another program, for SEC(\"freplace/...\"), which cannot be given here",
        "name it in the section: SEC(\"fentry/FUNCTION\")");
    t.add(
        "without-btf",
        "(LD_ABS|tail_call) is not allowed in subprogs without BTF",
        "a {1} in a function that has no BTF",
        "one in the main program, or in a function whose BTF says that it returns a number",
        "compile with -g, and keep .BTF.ext");
    t.add(
        "member",
        "attach to unsupported member (\\w+) of struct (\\w+)",
        "{hook}: a member of {2} that programs cannot implement, or not as sleepable ones",
        "a member that profile {kernel} has",
        "if the section ends in .s, use it without; else choose another hook");
    t.add(
        "struct",
        "(?:struct (\\w+) is not a struct_ops type|attach to invalid member)",
        "{hook}: a struct_ops struct or member that this kernel has not",
        "one of profile {kernel}",
        "choose the kernel that the program is for: --kernel");
    t.add(
        "not-modifiable",
        "(\\w+)\\(\\) is not modifiable",
        "a fmod_ret program for {1}(), whose result may not be modified",
        "a hook of profile {kernel}",
        "choose a hook, or the kernel that the program is for: --kernel");
    t.add(
        "type",
        "programs of this kind are not supported|program type \\S+ is not supported",
        "{hook}",
        "a program type that profile {kernel} has",
        "choose the kernel that the program is for: --kernel");
  }

  private static void maps(RejectionCause.Table t) {
    t.add(
        "maps",
        "total number of maps per program has reached the limit",
        "more than 64 maps in one program",
        "at most 64",
        "put several values into one map");
    t.add(
        "map-field",
        "(?:tracing|socket filter) progs cannot use (\\S+) yet",
        "a map with {1} in {hook}",
        "a map without",
        "keep it in a separate map that this program does not use");
    t.add(
        "struct-ops-map",
        "bpf_struct_ops map cannot be used in prog",
        "the struct_ops map as a map of the program",
        "a map for data",
        "do not refer to the struct_ops variable in programs");
  }

  private static void shape(RejectionCause.Table t) {
    t.add(
        "unreachable",
        "unreachable insn (\\d+)",
        "an instruction that no path reaches",
        "none",
        "compile with optimisation (-O2): clang then leaves it out");
    t.add(
        "ordered-access",
        "BPF_ATOMIC uses invalid atomic opcode 1[01]0|unknown opcode (?:cb|d3)",
        "a load that acquires or a store that releases, which Linux has from 6.15 on (clang from 20 on)",
        "an instruction of this kernel",
        "use __ATOMIC_RELAXED (READ_ONCE(), WRITE_ONCE()), and where order matters __sync_fetch_and_or(&x, 0), which every kernel has");
    t.add(
        "atomic-operation",
        "BPF_ATOMIC uses invalid atomic opcode",
        "an atomic operation that there is none of",
        "add, or, and, xor, each with and without BPF_FETCH, exchange, compare and exchange",
        "use clang's __sync_ and __atomic_ functions, or these operations in assembly");
    t.add(
        "indirect-jump",
        "unknown opcode 0d|indirect jumps .* not supported here",
        "an indirect jump (gotox), which Linux has from 6.19 on (clang from 22 on)",
        "jumps to fixed places",
        "compile with -fno-jump-tables");
    t.add(
        "stack-argument",
        "R11 is invalid|arguments on the stack .* not supported here",
        "an argument on the stack (R11), which Linux has from 7.2 on (clang from 23 on)",
        "at most five arguments, in R1 to R5",
        "pass the rest in a struct");
    t.add(
        "may-goto",
        "invalid may_goto",
        "a may_goto with a register or a number that it does not use, or to the next instruction, which is allowed since Linux 6.16",
        "an offset and nothing else",
        "leave its registers and number 0, and let it jump past the loop");
    t.add(
        "shape",
        "jump out of range|jump into the middle|last insn is not an exit or jmp|invalid insn idx|unknown opcode|uses reserved fields|invalid BPF_|unrecognized bpf_ld_imm64|invalid bpf_ld_imm64|program has no instruction|call to invalid destination",
        "instructions that are not a valid program",
        "what a compiler makes",
        "compile with clang --target=bpf -O2; instructions written by hand need an exit at the end of each function");
    t.add(
        "internal",
        "verifier internal error|verifier bug",
        "a state that should not be",
        "",
        "nothing is wrong with the program as far as we know: please report it with the object");
  }
}
