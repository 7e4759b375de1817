package io.github.hidbpf4j.bpf.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.Fixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ElfFileTest {
  static List<String> fixtures() {
    return Fixtures.names();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void readsWhatAnotherReaderReads(String name) {
    byte[] bytes = Fixtures.bytes(name);
    ElfFile elf = ElfFile.read(name, bytes);
    net.fornwall.jelf.ElfFile other = net.fornwall.jelf.ElfFile.from(bytes);
    assertThat(elf.sections()).hasSize(other.e_shnum);
    for (ElfSection section : elf.sections().subList(1, elf.sections().size())) {
      var expected = other.getSection(section.index());
      assertThat(section.name()).isEqualTo(expected.header.getName());
      assertThat(section.size()).isEqualTo(expected.header.sh_size);
      assertThat(section.type()).isEqualTo(expected.header.sh_type);
      assertThat(section.flags()).isEqualTo(expected.header.sh_flags);
      if (section.stored()) {
        assertThat(elf.data(section)).isEqualTo(expected.getData());
      }
    }
    var table = other.getSymbolTableSection();
    assertThat(elf.symbols()).hasSize(table.symbols.length);
    for (ElfSymbol symbol : elf.symbols()) {
      var expected = table.symbols[symbol.index()];
      assertThat(symbol.value()).isEqualTo(expected.st_value);
      assertThat(symbol.section()).isEqualTo(expected.st_shndx & 0xffff);
      assertThat(symbol.type()).isEqualTo(expected.getType());
      assertThat(symbol.binding()).isEqualTo(expected.getBinding());
      if (!symbol.name().isEmpty()) {
        assertThat(symbol.name()).isEqualTo(expected.getName());
      }
    }
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        damage("big-endian", b -> b.put(5, (byte) 2), "ELF header (offset 0x4): found class 2"),
        damage("32-bit", b -> b.put(4, (byte) 1), "--target=bpfel"),
        damage("magic", b -> b.putInt(0, 0), "expected 0x464c457f"),
        damage("executable", b -> b.putShort(16, (short) 2), "found type 2, expected 1"),
        damage("x86-64", b -> b.putShort(18, (short) 62), "found machine 62, expected 247"),
        damage("entry size", b -> b.putShort(58, (short) 40), "section headers of 40 bytes"),
        damage("headers outside", b -> b.putLong(40, 1L << 40), "section headers at 0x10000000000"),
        damage("negative headers", b -> b.putLong(40, -64), "section headers at 0xffffffff"),
        damage("many sections", b -> b.putShort(60, (short) -1), "found 65535 sections"),
        damage("names", b -> b.putShort(62, (short) 999), "section names in section 999"),
        damage(
            "huge section",
            b -> section(b, 1).putLong(at(b, 1) + 32, 1L << 33),
            "a section inside"),
        damage("name outside", b -> section(b, 1).putInt(at(b, 1), 1 << 30), "section header 1"),
        damage("negative size", b -> b.putLong(at(b, 1) + 32, -1), "size 0xffffffffffffffff"));
  }

  private static ByteBuffer section(ByteBuffer b, int index) {
    assertThat(at(b, index)).isLessThan(b.capacity());
    return b;
  }

  private static int at(ByteBuffer b, int index) {
    return (int) b.getLong(40) + 64 * index;
  }

  private static Arguments damage(String what, Consumer<ByteBuffer> change, String message) {
    return Arguments.of(what, change, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void saysWhereAFileIsMalformed(String what, Consumer<ByteBuffer> change, String message) {
    byte[] bytes = Fixtures.bytes("maps");
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    assertThatThrownBy(() -> ElfFile.read("x.bpf.o", bytes))
        .isInstanceOf(ElfException.class)
        .hasMessageStartingWith("x.bpf.o: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAFileThatEndsEarly() {
    byte[] bytes = Fixtures.bytes("maps");
    for (int length = 0; length < bytes.length; length += 37) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ElfFile.read("x.bpf.o", part)).isInstanceOf(ElfException.class);
    }
  }

  @Test
  void refusesSectionsThatShareBytes() {
    byte[] bytes = Fixtures.bytes("maps");
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i < b.getShort(60); i++) {
      if (b.getInt(at(b, i) + 4) == ElfSection.PROGBITS) {
        b.putLong(at(b, i) + 24, 0);
        b.putLong(at(b, i) + 32, bytes.length);
      }
    }
    assertThatThrownBy(() -> ElfFile.read("x", bytes))
        .hasMessageContaining("sections that overlap");
  }

  @Test
  void decodesOverlappingStringsOnlyUpToABudget() {
    byte[] bytes = new byte[1 << 20];
    Arrays.fill(bytes, 0, bytes.length - 1, (byte) 'a');
    StringTable table = new StringTable(bytes, 0, bytes.length, bytes.length);
    int decoded = 0;
    while (table.at(decoded) != null) {
      decoded++;
    }
    assertThat(decoded).isBetween(1, 10);
    assertThat(new StringTable(bytes, 0, bytes.length, 100).at(0)).isNull();
    assertThat(new StringTable(bytes, 0, bytes.length, 100).at(bytes.length - 101)).hasSize(100);
  }

  private static byte[] withRelocations(Consumer<ByteBuffer> change) {
    byte[] bytes = Fixtures.bytes("maps");
    ElfFile elf = ElfFile.read("maps", bytes);
    ElfSection relocations = elf.section(".relsyscall").orElseThrow();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer header = b.slice(at(b, relocations.index()), 64).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(header);
    return bytes;
  }

  @Test
  void refusesRelocationTablesThatCannotBe() {
    assertThatThrownBy(
            () -> BpfObject.open("x", withRelocations(h -> h.putInt(4, ElfSection.RELA))))
        .hasMessageContaining("section '.relsyscall'")
        .hasMessageContaining("found relocations with addends (RELA), expected REL");
    assertThatThrownBy(() -> BpfObject.open("x", withRelocations(h -> h.putLong(56, 24))))
        .hasMessageContaining("expected entries of 16 bytes");
    assertThatThrownBy(() -> BpfObject.open("x", withRelocations(h -> h.putInt(44, 999))))
        .hasMessageContaining("target section 999, expected 1 to");
    byte[] bytes = Fixtures.bytes("maps");
    ElfSection table = ElfFile.read("x", bytes).section(".relsyscall").orElseThrow();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt((int) table.offset() + 12, 5000);
    assertThatThrownBy(() -> BpfObject.open("x", bytes))
        .hasMessageContaining("relocation #0 against symbol 5000, expected a symbol below");
    b.putLong((int) table.offset(), 1 << 20);
    assertThatThrownBy(() -> BpfObject.open("x", bytes))
        .hasMessageContaining("relocation #0 at 0x100000, expected an offset below");
  }

  /** Files that people take for objects are named. */
  @ParameterizedTest
  @CsvSource({
    "4243c0de, LLVM bitcode: was it compiled with -flto or -emit-llvm?",
    "213c6172, an archive",
    "504b0304, a zip archive",
    "1f8b0800, compressed by gzip",
    "2f2f2043, 'found magic 0x43202f2f, expected 0x464c457f'",
  })
  void filesThatAreNoElf(String magic, String name) {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(magic), 64);
    assertThatThrownBy(() -> ElfFile.read("x.o", bytes))
        .isInstanceOf(ElfException.class)
        .hasMessageStartingWith("x.o: ELF header (offset 0x0): found magic 0x")
        .hasMessageContaining(name);
  }
}
