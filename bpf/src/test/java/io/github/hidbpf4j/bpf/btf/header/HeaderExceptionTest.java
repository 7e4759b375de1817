package io.github.hidbpf4j.bpf.btf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderExceptionTest {
  /** Headers (@ for a new line) and what is said about them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "struct s { foo x; };              | 1:12: unknown type name 'foo'; declare it above",
        "@@  struct s { int x }            | 3:20: found '}', expected ';' after the member",
        "struct s { int x;                 | 1:18: found end of file, expected '}' to close struct 's'",
        "struct s { int x; int x; };       | 1:23: second member 'x'",
        "struct s { int x; struct { int x; }; }; | 1:19: second member 'x'",
        "struct s { struct t x; };         | 1:21: member 'x' has an incomplete type; define the type above",
        "struct s { void x; };             | 1:17: member 'x' has an incomplete type; define the type above",
        "struct s { int x; }; struct s { int y; }; | 1:29: struct 's' is defined twice",
        "struct s; union s { int a; };     | 1:17: 's' is a struct above, here a union",
        "enum e { A, A };                  | 1:13: 'A' is defined twice",
        "enum e { };                       | 1:10: an enum needs at least one enumerator",
        "enum e { A = 1 / 0 };             | 1:16: division by zero in a constant expression",
        "enum e { A = 1 << 32 };           | 1:16: shift by 32, expected 0..31",
        "enum e { A = B };                 | 1:14: unknown name 'B' in a constant expression; define it above",
        "enum e { A = 0x1ffffffffffffffff }; | 1:14: '0x1ffffffffffffffff' does not fit 64 bits",
        "enum e { A = 12q };               | 1:14: found '12q', expected an integer constant",
        "enum e { A = 12lul };             | 1:14: unknown suffix of number '12lul'",
        "enum e { A = -1, B = ~0ULL };     | 1:18: 'B' does not fit the type of the enum: it has negative values",
        "typedef int t; typedef long t;    | 1:29: 't' is declared above as something else",
        "int f(void) { }                   | 1:13: a function's body is not supported; only its prototype",
        "int x = 3;                        | 1:7: an initial value is not supported",
        "int;                              | 1:1: declaration declares nothing",
        "int *;                            | 1:6: found ';', expected a name to declare",
        "struct s { int a:33; };           | 1:18: bit-field of 33 bits, expected 0..32",
        "struct s { int a:0; };            | 1:18: a bit-field of 0 bits has no name",
        "struct s { float a:3; };          | 1:18: a bit-field has an integer type",
        "struct s { int a[-1]; };          | 1:17: array of -1 elements, expected 0..4294967295",
        "struct s { int a[4000000000]; };  | 1:17: array of 4000000000 * 4 bytes is larger than 4 GiB",
        "struct s { char a[4000000000], b[4000000000]; }; | 1:32: struct is too large for the offsets of BTF",
        "struct s { int x; } __attribute__((vector_size(16))); | 1:36: attribute 'vector_size' is not supported: it may change the layout",
        "struct s { int x; } __attribute__((aligned(3))); | 1:36: alignment 3, expected a power of two up to 268435456",
        "struct s { static int x; };       | 1:12: a member has no storage class",
        "unsigned float x;                 | 1:1: no type is called 'unsigned float'",
        "short long x;                     | 1:1: no type is called 'short long'",
        "int f(void)(void);                | 1:6: a function cannot return a function",
        "int f(int, void);                 | 1:16: a parameter cannot be void",
        "#include <x.h>                    | 1:1: #include is not supported; pass the headers one after another",
        "#define F(x) x                    | 1:9: macro 'F' takes arguments; only object-like "
            + "macros are supported",
        "#if 1                             | 1:2: conditional is not closed; expected #endif",
        "#endif                            | 1:2: #endif without #if",
        "#if 1@#else@#else@#endif          | 3:2: #else after #else",
        "#if 1 2@#endif                    | 1:7: found '2' after the expression",
        "#if@#endif                        | 1:2: #if without an expression",
        "#error too old                    | 1:1: #error too old",
        "#frob                             | 1:2: unknown directive #frob, expected define, undef, if, ifdef, ifndef, elif, else, endif, pragma",
        "int x; /* no end                  | 1:8: comment is not closed; expected */",
        "extern int x $;                   | 1:14: found character '$', expected a C token",
        "_Static_assert(1 == 2, \"so\");   | 1:1: static assertion failed: so",
        "enum { A = sizeof(struct nope) }; | 1:19: sizeof of an incomplete type",
        "struct s { int a; }; enum { A = __builtin_offsetof(struct s, b) }; | 1:62: no member 'b'",
      })
  void saysWhereAndWhat(String text, String expected) {
    String header = text.replace('@', '\n');
    assertThatThrownBy(() -> CHeaderParser.parse("h.h", header))
        .isInstanceOf(HeaderException.class)
        .hasMessage("h.h:" + expected);
  }

  @Test
  void positionIsAvailable() {
    Assertions.assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> CHeaderParser.parse("dir/h.h", "int a;\n  nope x;"))
        .satisfies(
            e -> {
              assertThat(e.file()).isEqualTo("dir/h.h");
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(3);
            });
  }

  /** Small files that would take a careless reader's stack, memory or time. */
  @ParameterizedTest
  @ValueSource(strings = {"(", "struct {", "*", "[1]", "int (*f)(", "#if 1\n", "-", "1 ? ", "!("})
  void deepNestingIsRefused(String piece) {
    String text =
        (piece.equals("struct {") || piece.startsWith("#")
                ? ""
                : piece.equals("[1]") ? "int x" : "enum { A = ")
            + piece.repeat(100_000);
    assertThatThrownBy(() -> CHeaderParser.parse("h.h", text)).isInstanceOf(HeaderException.class);
    assertThatThrownBy(() -> CHeaderParser.parse("h.h", "int " + piece.repeat(100_000)))
        .isInstanceOf(HeaderException.class);
  }

  @Test
  void exponentialMacrosAreRefused() {
    StringBuilder b = new StringBuilder("#define m0\n");
    for (int i = 1; i < 60; i++) {
      b.append("#define m").append(i).append(" m").append(i - 1).append(" m").append(i - 1);
      b.append('\n');
    }
    b.append("m59");
    assertThatThrownBy(() -> CHeaderParser.parse("h.h", b.toString()))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("expands to more than");
  }

  @Test
  void longChainsOfTypedefsAreRead() {
    StringBuilder b = new StringBuilder("typedef int t0[1];\n");
    for (int i = 1; i < 20_000; i++) {
      b.append("typedef t").append(i - 1).append(" t").append(i).append("[1];\n");
    }
    b.append("struct s { t19999 x; };");
    assertThat(CHeaderParser.parse("h.h", b.toString()).findStruct("s")).isPresent();
  }

  /** Damaged headers give a header error or a result, never another exception. */
  @Test
  void damageIsNeverWorseThanAnError() {
    String good = BaseHeaders.sources().get(3).text() + BaseHeaders.sources().get(0).text();
    SplittableRandom random = new SplittableRandom(4711);
    int errors = 0;
    for (int i = 0; i < 2000; i++) {
      StringBuilder b = new StringBuilder(good);
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        int at = random.nextInt(b.length() - 20);
        switch (random.nextInt(3)) {
          case 0 -> b.setCharAt(at, (char) random.nextInt(9, 127));
          case 1 -> b.delete(at, at + random.nextInt(1, 20));
          default -> b.insert(at, b.substring(at, at + random.nextInt(1, 20)));
        }
      }
      try {
        CHeaderParser.parse("h.h", b.toString());
      } catch (HeaderException e) {
        errors++;
        assertThat(e.getMessage()).as("seed 4711, round " + i).startsWith("h.h:");
      }
    }
    assertThat(errors).isPositive();
  }
}
