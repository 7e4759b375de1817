package io.github.hidbpf4j.bpf.asm;

import java.util.List;

/**
 * Turns text into instructions. The syntax is the kernel's, as written by {@link Disassembler},
 * verifier logs, {@code bpftool prog dump xlated} and clang's assembler, or that of another {@link
 * Dialect}.
 *
 * <p>One instruction per line. A line may start with labels ({@code loop:}) or a slot number
 * ({@code 12:}, which must be right). Comments begin with {@code ;}, {@code //}, or {@code #} after
 * white space. {@code .insn 0x0000002a000000b7} is one slot as a little-endian word.
 */
public final class Assembler {
  private final Dialect dialect;

  /** Creates an assembler for the kernel's syntax without symbol names. */
  public Assembler() {
    this(new KernelDialect(SymbolNames.NONE));
  }

  /**
   * Creates an assembler for the kernel's syntax that resolves names.
   *
   * @param names where it finds the numbers of helpers, kfuncs and maps
   */
  public Assembler(SymbolNames names) {
    this(new KernelDialect(names));
  }

  /**
   * Creates an assembler for another dialect.
   *
   * @param dialect how the lines of the text are read
   */
  public Assembler(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Assembles a whole program.
   *
   * @param text lines of the dialect
   * @return the slots that the text stands for
   * @throws AssemblerException when the text is not valid in the dialect
   */
  public List<Instruction> assemble(String text) {
    Emitter out = new Emitter();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Tokens tokens = new Tokens(++number, line);
      prefixes(tokens, out);
      if (tokens.atEnd()) {
        continue;
      }
      if (tokens.accept(".insn")) {
        out.emit(Instruction.decode(tokens.imm64()));
      } else {
        dialect.instruction(tokens, out);
      }
      tokens.expectEnd();
      out.checkSize(tokens);
    }
    return out.finish();
  }

  private static void prefixes(Tokens in, Emitter out) {
    while (!in.peek(1).text().isEmpty() && in.peek(1).text().equals(":")) {
      AsmToken token = in.next();
      in.next();
      switch (token.kind()) {
        case WORD -> out.label(in, token);
        case NUMBER -> {
          if (in.value(token) != out.slot()) {
            throw in.error(
                token, "the text says slot " + token.text() + ", but this is slot " + out.slot());
          }
        }
        default ->
            throw in.error(token, "found '" + token.text() + ":', expected a label or slot number");
      }
    }
  }
}
