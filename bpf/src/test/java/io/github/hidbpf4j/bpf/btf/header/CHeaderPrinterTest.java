package io.github.hidbpf4j.bpf.btf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.BtfType.Composite;
import io.github.hidbpf4j.bpf.btf.BtfType.Int;
import io.github.hidbpf4j.bpf.btf.BtfType.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CHeaderPrinterTest {
  private static final Map<String, String> WITH_FUNCTIONS =
      Map.of("BPF_KFUNC_PROTOTYPES", "1", "BPF_FUNC_PROTOTYPES", "1");
  private static final Int INT = new Int("int", 4, true, false, false, 0, 32);
  private static final Int CHAR = new Int("char", 1, true, false, false, 0, 8);

  private static String print(Btf btf) {
    return CHeaderPrinter.print(btf, CHeaderPrinter.Functions.ALL);
  }

  private static Btf parsePrinted(String text) {
    return CHeaderParser.parse(List.of(new HeaderSource("printed.h", text)), WITH_FUNCTIONS);
  }

  private static void assertRoundTrip(Btf btf) {
    String once = print(btf);
    Btf again = parsePrinted(once);
    assertThat(BtfEquality.firstDifference(btf, again)).as(once).isEmpty();
    assertThat(print(again)).isEqualTo(once);
  }

  @Test
  void everyKindOfDeclarationSurvives() throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root"), "testdata/header/layouts.h");
    assertRoundTrip(CHeaderParser.parse("layouts.h", Files.readString(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"603", "608", "609", "610", "611", "612"})
  void baseHeadersSurvive(String linux) {
    assertRoundTrip(CHeaderParser.parse(BaseHeaders.sources(), Map.of("LINUX", linux)));
  }

  @Test
  void orderFollowsNeedNotIds() {
    Btf.Builder b = new Btf.Builder();
    int outer = b.add(new BtfType.VoidType());
    int alias = b.add(new BtfType.VoidType());
    int inner = b.add(new BtfType.VoidType());
    int pointer = b.add(new BtfType.Ptr(outer));
    b.set(outer, new Composite(false, "outer", 8, List.of(new Member("in", alias, 0, 0))));
    b.set(alias, new BtfType.Typedef("inner_t", inner));
    b.set(inner, new Composite(false, "inner", 8, List.of(new Member("back", pointer, 0, 0))));
    String text = print(b.build());
    assertThat(text)
        .containsSubsequence(
            "struct outer;", "struct inner {", "typedef struct inner inner_t;", "struct outer {");
    assertRoundTrip(b.build());
  }

  @Test
  void equalNamesGetNumbers() {
    Btf.Builder b = new Btf.Builder();
    int i = b.add(INT);
    b.add(new Composite(false, "s", 4, List.of(new Member("a", i, 0, 0))));
    b.add(new Composite(false, "s", 4, List.of(new Member("b", i, 0, 0))));
    b.add(new BtfType.Enumeration("e", 4, false, false, List.of(new BtfType.Enumerator("A", 1))));
    b.add(new BtfType.Enumeration("f", 4, false, false, List.of(new BtfType.Enumerator("A", 2))));
    b.add(new BtfType.Forward("u", true));
    b.add(new Composite(false, "u", 4, List.of(new Member("int", i, 0, 0))));
    assertThat(print(b.build()))
        .contains(
            "struct s {", "struct s___2 {", "A = 1,", "A___2 = 2,", "union u___2;", "int int_;");
    parsePrinted(print(b.build()));
  }

  @Test
  void anEnumInsideOfTwoMembersIsWrittenOnce() {
    Btf.Builder b = new Btf.Builder();
    int e =
        b.add(
            new BtfType.Enumeration("", 4, false, false, List.of(new BtfType.Enumerator("A", 1))));
    b.add(
        new Composite(false, "s", 8, List.of(new Member("x", e, 0, 0), new Member("y", e, 32, 0))));
    assertThat(print(b.build())).containsOnlyOnce("A = 1").contains("unsigned int y;");
  }

  @Test
  void kfuncsAreGuardedAndOthersApart() {
    Btf btf =
        CHeaderParser.parse(
            "t.h", "int k(int a__k) __attribute__((section(\".ksyms\"))); int hook(void);");
    assertThat(CHeaderPrinter.print(btf, CHeaderPrinter.Functions.NONE)).doesNotContain("int k(");
    assertThat(CHeaderPrinter.print(btf))
        .contains("#ifdef BPF_KFUNC_PROTOTYPES", "extern int k(int a__k) __weak __ksym;")
        .doesNotContain("hook");
    assertThat(print(btf)).contains("#ifdef BPF_FUNC_PROTOTYPES", "extern int hook(void);");
  }

  @Test
  void oldBitFieldsInTheIntegerAreWritten() {
    Btf.Builder b = new Btf.Builder();
    int narrow = b.add(new Int("unsigned int", 4, false, false, false, 3, 5));
    b.add(new Composite(false, "s", 4, List.of(new Member("a", narrow, 0, 0))));
    assertThat(print(b.build())).contains("char: 3;\n\tunsigned int a: 5;");
  }

  @Test
  void overlappingMembersAreRefused() {
    Btf.Builder b = new Btf.Builder();
    int i = b.add(INT);
    b.add(
        new Composite(false, "s", 8, List.of(new Member("a", i, 0, 0), new Member("b", i, 16, 0))));
    assertThatThrownBy(() -> print(b.build()))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("struct 's' member 'b' is at bit 16");
  }

  @Test
  void anonymousTypesWithoutEndAreRefused() {
    Btf.Builder b = new Btf.Builder();
    int s = b.add(new BtfType.VoidType());
    int p = b.add(new BtfType.Ptr(s));
    b.set(s, new Composite(false, "", 8, List.of(new Member("self", p, 0, 0))));
    b.add(new BtfType.Typedef("t", s));
    assertThatThrownBy(() -> print(b.build()))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void hugeGapsAreNotHugeText() {
    Btf.Builder b = new Btf.Builder();
    int c = b.add(CHAR);
    b.add(
        new Composite(false, "s", 0xffff_ffffL, List.of(new Member("a", c, 8L * 0x1000_0000, 0))));
    String text = print(b.build());
    assertThat(text).hasSizeLessThan(2000);
    Btf again = parsePrinted(text);
    Composite s = (Composite) again.type(again.findStruct("s").orElseThrow());
    assertThat(s.size()).isEqualTo(0xffff_ffffL);
  }

  /** Any layout that BTF can hold comes back: offsets and sizes from a seed, packed or padded. */
  @Test
  void randomLayoutsSurvive() {
    SplittableRandom random = new SplittableRandom(99);
    for (int round = 0; round < 500; round++) {
      Btf.Builder b = new Btf.Builder();
      List<Integer> types = new ArrayList<>();
      types.add(b.add(CHAR));
      types.add(b.add(new Int("short", 2, true, false, false, 0, 16)));
      types.add(b.add(INT));
      types.add(b.add(new Int("unsigned long", 8, false, false, false, 0, 64)));
      types.add(b.add(new BtfType.Ptr(0)));
      for (int s = 0; s < 4; s++) {
        types.add(b.add(randomRecord("s" + s, b.build(), types, random)));
      }
      Btf btf = b.build();
      String once = print(btf);
      assertThat(BtfEquality.firstMissingFrom(btf, parsePrinted(once)))
          .as("seed 99, round " + round + "\n" + once)
          .isEmpty();
    }
  }

  private static Composite randomRecord(
      String name, Btf btf, List<Integer> types, SplittableRandom random) {
    List<Member> members = new ArrayList<>();
    long cursor = 0;
    for (int i = random.nextInt(6); i > 0; i--) {
      int type = types.get(random.nextInt(types.size()));
      int size = (int) btf.sizeOf(type);
      boolean bits = random.nextInt(3) == 0 && btf.type(type) instanceof Int;
      if (bits) {
        cursor += random.nextInt(3) == 0 ? random.nextInt(70) : 0;
        int width = random.nextInt(1, 8 * size + 1);
        members.add(new Member("m" + i, type, cursor, width));
        cursor += width;
      } else {
        cursor = (cursor + 7) / 8 * 8 + 8L * (random.nextBoolean() ? random.nextInt(12) : 0);
        members.add(new Member("m" + i, type, cursor, 0));
        cursor += 8L * size;
      }
    }
    long size = (cursor + 7) / 8 + (random.nextBoolean() ? random.nextInt(20) : 0);
    return new Composite(false, name, size, members);
  }
}
