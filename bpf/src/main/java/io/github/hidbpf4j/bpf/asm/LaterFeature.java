package io.github.hidbpf4j.bpf.asm;

/**
 * What compilers and kernels newer than Linux 6.12 have and nothing here can run: it is read, shown
 * and refused by a name that tells who knows it.
 */
public enum LaterFeature {
  /** {@code gotox}. */
  INDIRECT_JUMP(
      "indirect jumps (clang 22 and Linux 6.19 or newer) are", "compile with -fno-jump-tables"),
  /** Loads and stores through R11. */
  STACK_ARGUMENT(
      "arguments on the stack (clang 23 and Linux 7.2 or newer) are",
      "pass at most five arguments, the rest in a struct"),
  /** Section {@code .jumptables}, of which libbpf makes maps of BPF_MAP_TYPE_INSN_ARRAY. */
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

  /** {@return what it is, who knows it, and a verb, for "not supported" to follow} */
  public String text() {
    return text;
  }

  /** {@return what to do instead} */
  public String instead() {
    return instead;
  }
}
