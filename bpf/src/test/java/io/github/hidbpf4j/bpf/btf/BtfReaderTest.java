package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.bpf.btf.BtfType.*;
import io.github.hidbpf4j.bpf.object.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BtfReaderTest {
  private static final Int INT = new Int("int", 4, true, false, false, 0, 32);

  private static final List<BtfType> ALL_KINDS =
      List.of(
          INT,
          new Int("char", 1, false, true, false, 0, 8),
          new Int("_Bool", 1, false, false, true, 0, 8),
          new Int("__int128", 16, true, false, false, 0, 128),
          new Ptr(1),
          new Ptr(0),
          new Array(1, 1, 0xffffff),
          new Composite(
              false, "s", 16, List.of(new Member("a", 1, 0, 0), new Member("", 5, 64, 0))),
          new Composite(true, "", 4, List.of(new Member("x", 1, 0, 7), new Member("y", 1, 0, 0))),
          new Composite(
              false, "bits", 4, List.of(new Member("x", 1, 0, 3), new Member("y", 1, 3, 29))),
          new Enumeration(
              "e", 4, true, false, List.of(new Enumerator("N", -1), new Enumerator("P", 1))),
          new Enumeration("u", 1, false, false, List.of(new Enumerator("M", 0xffffffffL))),
          new Enumeration("big", 8, false, true, List.of(new Enumerator("H", Long.MIN_VALUE))),
          new Forward("f", false),
          new Forward("g", true),
          new Typedef("t", 1),
          new Volatile(1),
          new Const(0),
          new Restrict(5),
          new FuncProto(1, List.of(new Param("a", 1), new Param("", 0))),
          new Func("fn", 20, Linkage.GLOBAL),
          new Func("gn", 20, Linkage.EXTERN),
          new Var("v", 1, Linkage.STATIC),
          new DataSection(".data", 8, List.of(new SectionVar(23, 4, 4))),
          new FloatType("double", 8),
          new DeclTag("tag", 8, 1),
          new DeclTag("tag", 21, -1),
          new TypeTag("kptr", 1),
          new Ptr(28));

  static List<String> fixtures() {
    return Fixtures.names();
  }

  @Test
  void writesWhatItReadsForEveryKind() {
    Btf btf = new Btf(ALL_KINDS);
    byte[] bytes = BtfWriter.write(btf);
    assertThat(BtfReader.read("x", bytes).types()).isEqualTo(ALL_KINDS);
    assertThat(BtfWriter.write(BtfReader.read("x", bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void writesWhatItReadsForCompiledObjects(String name) {
    var elf = io.github.hidbpf4j.bpf.elf.ElfFile.read(name, Fixtures.bytes(name));
    Btf btf = BtfReader.read(name, elf.data(elf.section(".BTF").orElseThrow()));
    assertThat(btf.size()).isPositive();
    assertThat(BtfReader.read(name, BtfWriter.write(btf)).types()).isEqualTo(btf.types());
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        bad("struct in itself", "contains itself", struct("s", 4, 1)),
        bad("structs in each other", "contains itself", struct("a", 4, 2), struct("b", 4, 1)),
        bad("array of itself", "contains itself", new Array(1, 2, 1), INT),
        bad("ring of typedefs", "contains itself", new Typedef("a", 2), new Typedef("b", 1)),
        bad("ring of modifiers", "contains itself", new Const(2), new Volatile(1)),
        bad("ring of pointers", "contains itself", new Ptr(2), new Const(1)),
        bad("type missing", "pointee [7], expected at most 1", new Ptr(7)),
        bad("negative type", "pointee [4294967295]", new Ptr(-1)),
        bad("member missing", "member 'm' [9]", struct("s", 4, 9)),
        bad("void member", "member 'm' void", struct("s", 4, 0)),
        bad(
            "member of a func",
            "of kind func",
            struct("s", 4, 2),
            new Func("f", 3, Linkage.STATIC),
            new FuncProto(0, List.of())),
        bad("forward member", "of kind fwd", struct("s", 4, 2), new Forward("f", false)),
        bad("member outside", "an end within 3 bytes", struct("s", 3, 2), INT),
        bad(
            "member past the end",
            "an end within 4 bytes",
            INT,
            new Composite(false, "s", 4, List.of(new Member("m", 1, 8, 0)))),
        bad(
            "member at a bit",
            "a whole byte",
            INT,
            new Composite(false, "s", 8, List.of(new Member("m", 1, 3, 0)))),
        bad(
            "union offset",
            "0 in a union",
            INT,
            new Composite(true, "u", 8, List.of(new Member("m", 1, 32, 0)))),
        bad(
            "wide bit-field",
            "bit-field of 33 bits",
            INT,
            new Composite(false, "s", 8, List.of(new Member("m", 1, 0, 33)))),
        bad("array too large", "a size below 2^32", INT, new Array(1, 1, 0xffffffffL)),
        bad(
            "array of arrays too large",
            "a size below 2^32",
            INT,
            new Array(1, 1, 1 << 20),
            new Array(2, 1, 1 << 20)),
        bad("array of void", "element type void", INT, new Array(0, 1, 1)),
        bad("index type", "index type [2]", INT, new Ptr(1), new Array(1, 2, 1)),
        bad("func of an int", "prototype [1] of kind int", INT, new Func("f", 1, Linkage.STATIC)),
        bad(
            "void parameter",
            "parameter 0 of type void",
            new FuncProto(0, List.of(new Param("a", 0)))),
        bad(
            "section of types",
            "variable [1] of kind int",
            INT,
            new DataSection(".d", 4, List.of(new SectionVar(1, 0, 4)))),
        bad(
            "variable past the section",
            "within the section of 4 bytes",
            INT,
            new Var("v", 1, Linkage.GLOBAL),
            new DataSection(".d", 4, List.of(new SectionVar(2, 1, 4)))),
        bad("tag of an int", "declaration [1] of kind int", INT, new DeclTag("t", 1, -1)),
        bad(
            "tag component",
            "component 1, expected less than 1",
            INT,
            struct("s", 4, 1),
            new DeclTag("t", 2, 1)),
        bad("int size", "int of 3 bytes", new Int("i", 3, false, false, false, 0, 24)),
        bad("int bits", "some inside 32 bits", new Int("i", 4, false, false, false, 8, 32)),
        bad("enum size", "enum of 3 bytes", new Enumeration("e", 3, false, false, List.of())),
        bad("float size", "float of 5 bytes", new FloatType("f", 5)),
        bad("nameless typedef", "typedef without a name", INT, new Typedef("", 1)));
  }

  private static BtfType struct(String name, long size, int memberType) {
    return new Composite(false, name, size, List.of(new Member("m", memberType, 0, 0)));
  }

  private static Arguments bad(String what, String message, BtfType... types) {
    return Arguments.of(what, message, List.of(types));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void refusesTypesThatCannotBe(String what, String message, List<BtfType> types) {
    byte[] bytes = BtfWriter.write(new Btf(types));
    assertThatThrownBy(() -> BtfReader.read("x.btf", bytes))
        .isInstanceOf(BtfException.class)
        .hasMessageStartingWith("x.btf: BTF type [")
        .hasMessageContaining(" (offset 0x")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        head("big-endian", b -> b.putShort(0, (short) 0x9feb), "big-endian BTF"),
        head("version", b -> b.put(2, (byte) 2), "version 2, expected 1"),
        head("flags", b -> b.put(3, (byte) 1), "flags 0x1"),
        head("header length", b -> b.putInt(4, -1), "header length 4294967295"),
        head("types outside", b -> b.putInt(12, -4), "types at 0x0, length 0xfffffffc"),
        head("strings outside", b -> b.putInt(16, -4), "strings at 0xfffffffc"),
        head("strings overlap", b -> b.putInt(16, 0), "strings that"),
        head("no strings", b -> b.putInt(20, 0), "length 0x0"),
        head("type length", b -> b.putInt(12, b.getInt(12) - 4), "bytes of this type"),
        head("name offset", b -> b.putInt(24, 1 << 20), "name offset 0x100000"),
        head("vlen beyond 16 bits", b -> b.putInt(28, b.getInt(28) | 1 << 17), "with vlen 131072"),
        head(
            "kind",
            b -> b.putInt(28, 31 << 24),
            "found kind 31, expected 1 to 19, or a layout section that says how long"),
        head("kind of 7 bits", b -> b.putInt(28, 83 << 24), "found kind 83"),
        head("no kind", b -> b.putInt(28, 0), "found kind 0, expected 1 to 19"),
        head("a size", b -> b.putInt(28, 7 << 24), "fwd with size or type 4, expected 0"),
        head("vlen", b -> b.putInt(28, b.getInt(28) | 5), "int with vlen 5"));
  }

  private static Arguments head(String what, Consumer<ByteBuffer> change, String message) {
    return Arguments.of(what, change, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void saysWhereBytesAreMalformed(String what, Consumer<ByteBuffer> change, String message) {
    byte[] bytes = BtfWriter.write(new Btf(ALL_KINDS));
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    assertThatThrownBy(() -> BtfReader.read("x.btf", bytes))
        .isInstanceOf(BtfException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesDeepNestingWithoutRecursion() {
    List<BtfType> types = new ArrayList<>(List.of(INT));
    for (int i = 1; i < 200_000; i++) {
      types.add(new Array(i, 1, 1));
    }
    assertThatThrownBy(() -> BtfReader.read("x", BtfWriter.write(new Btf(types))))
        .hasMessageContaining("more than 128 levels of types");
    List<BtfType> reversed = new ArrayList<>();
    for (int i = 2; i < 100_000; i++) {
      reversed.add(new Ptr(i));
    }
    reversed.add(INT);
    assertThatThrownBy(() -> BtfReader.read("x", BtfWriter.write(new Btf(reversed))))
        .hasMessageContaining("more than 128 levels of types");
  }

  @Test
  void writerRefusesWhatBtfCannotHold() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 65_536; i++) {
      members.add(new Member("m" + i, 1, 0, 0));
    }
    assertThatThrownBy(
            () -> BtfWriter.write(new Btf(List.of(new Composite(false, "s", 4, members)))))
        .hasMessageContaining("found 65536 elements, expected at most 65535");
    assertThatThrownBy(
            () ->
                BtfWriter.write(
                    new Btf(
                        List.of(
                            new Composite(
                                false, "s", 4, List.of(new Member("m", 1, 1 << 24, 1)))))))
        .hasMessageContaining("at most 2^24");
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void agreesWithBpftool(String name, @TempDir Path temp) throws Exception {
    Path object = temp.resolve("x.bpf.o");
    Files.write(object, Fixtures.bytes(name));
    List<String> lines = bpftool(object);
    var elf = io.github.hidbpf4j.bpf.elf.ElfFile.read(name, Fixtures.bytes(name));
    Btf btf = BtfReader.read(name, elf.data(elf.section(".BTF").orElseThrow()));
    assertThat(lines).hasSize(btf.size());
    for (int id = 1; id <= btf.size(); id++) {
      BtfType type = btf.type(id);
      String shown = type.name().isEmpty() ? "(anon)" : type.name();
      assertThat(lines.get(id - 1))
          .startsWith(
              "[%d] %s '%s'"
                  .formatted(id, BtfKind.name(type).toUpperCase(java.util.Locale.ROOT), shown))
          .contains(detail(type));
    }
  }

  private static String detail(BtfType type) {
    return switch (type) {
      case Int i ->
          "size=%d bits_offset=%d nr_bits=%d".formatted(i.size(), i.bitOffset(), i.bits());
      case Array a ->
          "type_id=%d index_type_id=%d nr_elems=%d".formatted(a.type(), a.indexType(), a.count());
      case Composite c -> "size=%d vlen=%d".formatted(c.size(), c.members().size());
      case Enumeration e -> "vlen=%d".formatted(e.values().size());
      case FuncProto p -> "ret_type_id=%d vlen=%d".formatted(p.returnType(), p.params().size());
      case Func f -> "type_id=" + f.type();
      case Var v -> "type_id=" + v.type();
      case Ptr(int t) -> "type_id=" + t;
      case Typedef(_, int t) -> "type_id=" + t;
      default -> "";
    };
  }

  private static List<String> bpftool(Path object) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("bpftool", "btf", "dump", "file", object.toString(), "format", "raw")
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(process.waitFor() == 0, "bpftool cannot dump BTF here: " + text);
      return text.lines().filter(l -> l.startsWith("[")).toList();
    } catch (IOException e) {
      assumeTrue(false, "bpftool is not installed: " + e.getMessage());
      return List.of();
    }
  }
}
