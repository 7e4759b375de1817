package io.github.hidbpf4j.bpf.btf.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BtfEqualityTest {
  private static Btf parse(String text) {
    return CHeaderParser.parse("t.h", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct s { int a; };  | struct s { int b; };      | struct 's' member 'a': name against 'b'",
        "struct s { int a; };  | struct s { unsigned a; }; | struct 's' member 'a': int (i32) against unsigned int (u32)",
        "struct s { int a; };  | struct s { long a; };     | struct 's': size 4 against 8",
        "struct s { int a; };  | struct s { int a, b[0]; }; | struct 's': 1 members against 2",
        "struct s { int a; };  | union s { int a; };       | struct 's' is not in the second",
        "struct s { int a:3, b:4; }; | struct s { int a:4, b:4; }; | struct 's' member 'a': bit-field of 3 against 4",
        "struct s { char a, :8, b; }; | struct s { char a, b, c; }; | struct 's' member 'b': bit offset 16 against 8",
        "struct s { int *a; }; | struct s { const int *a; }; | struct 's' member 'a': modifiers [] against [const]",
        "struct s { char a[8]; }; | struct s { long a; };  | struct 's' member 'a': array of 8 against long (i64)",
        "enum e { A = 1 };     | enum e { A = 2 };         | enum 'e': Enumerator[name=A, value=1] against Enumerator[name=A, value=2]",
        "enum { A };           | enum { B };               | enum '{A}' is not in the second",
        "typedef int t;        | typedef long t;           | typedef 't': int (i32) against long (i64)",
        "int f(int a);         | int f(int b);             | function 'f' parameter 0: name 'a' against 'b'",
        "int f(int a);         | int f(int a, int b);      | function 'f': 1 parameters against 2",
        "int f(void);          | long f(void);             | function 'f' result: int (i32) against long (i64)",
        "struct s { int a __attribute__((btf_decl_tag(\"x\"))); }; | struct s { int a; }; | struct 's': declaration tags [0:x] against []",
        "struct s { int a; };  | struct s { int a; }; struct t { int a; }; | struct 't' is not in the first",
      })
  void explains(String a, String b, String expected) {
    assertThat(BtfEquality.firstDifference(parse(a), parse(b))).contains(expected);
  }

  @Test
  void idsAndOrderDoNotCount() {
    Btf a = parse("struct b; struct a { struct b *x; }; struct b { struct a y; };");
    Btf b = parse("struct a { struct b *x; }; struct b { struct a y; }; ");
    assertThat(BtfEquality.firstDifference(a, b)).isEmpty();
  }

  @Test
  void aPartIsComparedAsDeclarations() {
    Btf whole = parse("struct s { int a; }; int f(const int n__k, struct s *p);");
    assertThat(BtfEquality.firstMissingFrom(parse("struct s; int f(int, struct s *);"), whole))
        .isEmpty();
    assertThat(BtfEquality.firstMissingFrom(parse("struct s; int f(long, struct s *);"), whole))
        .isPresent();
  }
}
