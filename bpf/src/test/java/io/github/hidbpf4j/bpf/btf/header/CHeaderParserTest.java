package io.github.hidbpf4j.bpf.btf.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CHeaderParserTest {
  private static Btf parse(String text) {
    return CHeaderParser.parse("t.h", text);
  }

  private static BtfType.Composite record(Btf btf, String name) {
    int id = btf.find(name, BtfType.Composite.class).orElseThrow();
    return (BtfType.Composite) btf.type(id);
  }

  /** Members as {@code name@bit} or {@code name@bit:width}, then the size; measured with clang. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct s { char a; int b; };                                  | a@0 b@32 =8",
        "struct s { char a; long b; char c; };                         | a@0 b@64 c@128 =24",
        "struct s { char a; int b; } __attribute__((packed));          | a@0 b@8 =5",
        "struct __attribute__((packed)) s { char a; int b; };          | a@0 b@8 =5",
        "struct s { char a; int b __attribute__((aligned(16))); };     | a@0 b@128 =32",
        "struct s { char a; int b __attribute__((packed)); char c; };  | a@0 b@8 c@40 =6",
        "struct s { int a:3; int b:5; char c; };                       | a@0:3 b@3:5 c@8 =4",
        "struct s { int a:20; int b:20; };                             | a@0:20 b@32:20 =8",
        "struct s { int a:3; int :0; int b:5; };                       | a@0:3 b@32:5 =8",
        "struct s { char a:3; char :2; char b:5; };                    | a@0:3 b@8:5 =2",
        "struct s { int a; long :40; char c; };                        | a@0 c@104 =16",
        "struct s { long :8; };                                        | =1",
        "struct s { char a; long long b:33; } __attribute__((packed)); | a@0 b@8:33 =6",
        "struct s { char a; __int128 b; };                             | a@0 b@128 =32",
        "struct s { _Bool a:1; unsigned long b:63; };                  | a@0:1 b@1:63 =8",
        "union s { char a; int b; char c[5]; };                        | a@0 b@0 c@0 =8",
        "union s { int a; } __attribute__((aligned(32)));              | a@0 =32",
        "struct s { int n; char rest[]; };                             | n@0 rest@32 =4",
        "struct s { struct {} e; char c; };                            | e@0 c@0 =1",
        "struct s { int x; union { long y; char z; }; };               | x@0 @64 =16",
        "typedef int a_t __attribute__((aligned(8))); struct s { char c; a_t a; }; | c@0 a@64 =16",
        "enum { N = 3 }; struct s { char a[N * 2 + 1]; short b; };     | a@0 b@64 =10",
      })
  void layout(String text, String expected) {
    BtfType.Composite s = record(parse(text), "s");
    StringBuilder b = new StringBuilder();
    for (BtfType.Member m : s.members()) {
      b.append(m.name()).append('@').append(m.bitOffset());
      b.append(m.bitFieldSize() > 0 ? ":" + m.bitFieldSize() : "").append(' ');
    }
    assertThat(b + "=" + s.size()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enum e { A, B };                                    | 4 | false | 0 1",
        "enum e { A = -1, B };                               | 4 | true  | -1 0",
        "enum e { A = 0xffffffff };                          | 4 | false | 4294967295",
        "enum e { A = 1ULL << 40 };                          | 8 | false | 1099511627776",
        "enum e { A = ~0ULL };                               | 8 | false | -1",
        "enum e { A = -1, B = 0x80000000 };                  | 8 | true  | -1 2147483648",
        "enum e { A = 1, B = 300 } __attribute__((packed));  | 2 | false | 1 300",
        "enum e { A = 'x', B = sizeof(long) };               | 4 | false | 120 8",
        "enum e { A = 7, B = A * 2 - 1, C };                 | 4 | false | 7 13 14",
        "enum e { A = 1 ? 2 : 1 / 0, B = 0 && 1 / 0 };       | 4 | false | 2 0",
        "enum e { A = (unsigned char)-1, B = -1 > 0U };      | 4 | false | 255 1",
        "enum e { A = 010, B = 0x10, C = 0b10, D = 10UL };    | 4 | false | 8 16 2 10",
      })
  void enums(String text, int size, boolean signed, String values) {
    Btf btf = parse(text);
    int id = btf.find("e", BtfType.Enumeration.class).orElseThrow();
    BtfType.Enumeration e = (BtfType.Enumeration) btf.type(id);
    assertThat(e.size()).isEqualTo(size);
    assertThat(e.signed()).isEqualTo(signed);
    assertThat(e.is64()).isEqualTo(size == 8);
    assertThat(e.values().stream().map(v -> Long.toString(v.value())))
        .containsExactly(values.split(" "));
  }

  @Test
  void kfuncsKeepNamesOfParametersAndAreTagged() {
    Btf btf =
        parse(
            "typedef unsigned long size_t; struct ctx;\n"
                + "extern int f(struct ctx *c, const size_t len__sz, int (cb)(void *map, int *key),"
                + " void *aux__ign) __attribute__((weak)) __attribute__((section(\".ksyms\")));\n"
                + "int hook(struct ctx *c);");
    int id = btf.find("f", BtfType.Func.class).orElseThrow();
    BtfType.Func f = (BtfType.Func) btf.type(id);
    BtfType.FuncProto p = (BtfType.FuncProto) btf.type(f.type());
    assertThat(f.linkage()).isEqualTo(BtfType.Linkage.EXTERN);
    assertThat(p.params().stream().map(BtfType.Param::name))
        .containsExactly("c", "len__sz", "cb", "aux__ign");
    assertThat(btf.type(p.params().get(1).type())).isInstanceOf(BtfType.Const.class);
    // a parameter of function type is a pointer, and its own parameters have no names
    BtfType.Ptr cb = (BtfType.Ptr) btf.type(p.params().get(2).type());
    BtfType.FuncProto callback = (BtfType.FuncProto) btf.type(cb.type());
    assertThat(callback.params().stream().map(BtfType.Param::name)).containsExactly("", "");
    assertThat(btf.types()).contains(new BtfType.DeclTag("bpf_kfunc", id, -1));
    int hook = btf.find("hook", BtfType.Func.class).orElseThrow();
    assertThat(btf.types()).doesNotContain(new BtfType.DeclTag("bpf_kfunc", hook, -1));
  }

  @Test
  void tagsAndModifiersStandAsClangPutsThem() {
    Btf btf =
        parse(
            "struct s { int __attribute__((btf_type_tag(\"a\"))) __attribute__((btf_type_tag(\"b\")))"
                + " *const volatile p; int x __attribute__((btf_decl_tag(\"d\"))); };");
    BtfType.Composite s = record(btf, "s");
    BtfType.Const c = (BtfType.Const) btf.type(s.members().getFirst().type());
    BtfType.Volatile v = (BtfType.Volatile) btf.type(c.type());
    BtfType.Ptr p = (BtfType.Ptr) btf.type(v.type());
    BtfType.TypeTag a = (BtfType.TypeTag) btf.type(p.type());
    BtfType.TypeTag b = (BtfType.TypeTag) btf.type(a.type());
    assertThat(a.name() + b.name()).isEqualTo("ab");
    int id = btf.findStruct("s").orElseThrow();
    assertThat(btf.types()).contains(new BtfType.DeclTag("d", id, 1));
  }

  @Test
  void macrosAndConditionalsChooseVariants() {
    String text =
        """
        #define KNOWN 1
        #if LINUX >= 611 && defined(KNOWN) && !defined UNKNOWN
        struct new_one { int a; };
        #elif LINUX == 610
        struct middle { int a; };
        #else
        struct old_one { int a; };
        #endif
        #ifdef WIDE
        #define T long
        #else
        #define T int
        #endif
        #undef KNOWN
        #ifndef KNOWN
        struct s { T a; };
        #endif
        """;
    for (Map.Entry<String, String> e :
        Map.of("612", "new_one", "610", "middle", "603", "old_one").entrySet()) {
      Btf btf =
          CHeaderParser.parse(
              List.of(new HeaderSource("t.h", text)), Map.of("LINUX", e.getKey(), "WIDE", ""));
      assertThat(btf.findStruct(e.getValue())).as(e.getKey()).isPresent();
      assertThat(record(btf, "s").size()).isEqualTo(8);
      assertThat(btf.types()).filteredOn(t -> t instanceof BtfType.Composite).hasSize(2);
    }
  }

  @Test
  void idsAreInOrderOfDefinitionAndUnusedTypesAreLeftOut() {
    Btf btf = parse("struct b; struct a { struct b *b; }; struct b { int x; }; enum { Q };");
    assertThat(btf.findStruct("a").orElseThrow()).isLessThan(btf.findStruct("b").orElseThrow());
    assertThat(btf.types()).noneMatch(t -> t instanceof BtfType.Forward);
    Btf sizes = parse("enum { N = sizeof(double) };");
    assertThat(sizes.types()).noneMatch(t -> t instanceof BtfType.FloatType);
  }

  @Test
  void declarationsMayBeRepeated() {
    Btf btf =
        parse(
            "typedef int t; typedef int t; int f(int a); int f(int b); extern int v; extern int v;");
    assertThat(btf.idsByName("t")).hasSize(1);
    assertThat(btf.idsByName("f")).hasSize(1);
    assertThat(btf.idsByName("v")).hasSize(1);
  }
}
