package io.github.hidbpf4j.bpf.asm;

/**
 * Features of compilers and kernels newer than Linux 6.12 that cannot be run here: they are read
 * and shown, and refused with a message that names the kernels which have them.
 */
public enum LaterFeature {
  /** {@code gotox}. */
  INDIRECT_JUMP(
      "indirect jumps (clang 22 and Linux 6.19 or newer) are", "compile with -fno-jump-tables"),
  /** Loads and stores through R11. */
  STACK_ARGUMENT(
      "arguments on the stack (clang 23 and Linux 7.2 or newer) are",
      "pass at most five arguments, the rest in a struct"),
  /** Section {@code .jumptables}, which libbpf turns into maps of type BPF_MAP_TYPE_INSN_ARRAY. */
  JUMP_TABLES(
      "jump tables (clang 22 and Linux 6.19 or newer) are", "compile with -fno-jump-tables"),
  /** BPF_MAP_TYPE_INSN_ARRAY. */
  INSTRUCTION_ARRAY(
      "maps of BPF_MAP_TYPE_INSN_ARRAY (Linux 6.19 or newer) are", "compile with -fno-jump-tables"),
  /** BPF_MAP_TYPE_RHASH. */
  RESIZABLE_HASH("maps of BPF_MAP_TYPE_RHASH (Linux 7.2 or newer) are", "use BPF_MAP_TYPE_HASH");

  private final String text;
  private final String instead;

  LaterFeature(String text, String instead) {
    this.text = text;
    this.instead = instead;
  }

  /** {@return what it is, which kernels have it, and a verb, to be followed by "not supported"} */
  public String text() {
    return text;
  }

  /** {@return what to do instead} */
  public String instead() {
    return instead;
  }
}
