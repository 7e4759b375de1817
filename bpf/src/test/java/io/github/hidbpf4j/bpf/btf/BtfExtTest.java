package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.object.Fixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BtfExtTest {
  private final ElfFile elf = ElfFile.read("core", Fixtures.bytes("core"));
  private final BtfReader.Section btf =
      BtfReader.readSection("core", elf.data(elf.section(".BTF").orElseThrow()), 0);
  private final byte[] bytes = elf.data(elf.section(".BTF.ext").orElseThrow());

  @Test
  void readsFunctionsLinesAndRelocations() {
    BtfExt ext = BtfExt.read("core", bytes, 0, btf);
    assertThat(ext.functions()).containsOnlyKeys("syscall", "fentry/kernel_function");
    assertThat(ext.functions().get("syscall"))
        .extracting(f -> btf.btf().type(f.typeId()).name())
        .containsExactly("fields", "types", "enums", "ambiguous");
    assertThat(ext.lines().get("syscall"))
        .isNotEmpty()
        .allMatch(l -> l.line() > 0 && l.file().endsWith("core.bpf.c"))
        .anyMatch(l -> l.text().contains("FIELD(BYTE_OFFSET, S->moved)"));
    assertThat(ext.relocations().get("fentry/kernel_function")).hasSize(7);
    assertThat(Objects.requireNonNull(ext.relocations().get("syscall")).getFirst().kind())
        .hasValue(CoreRelocationKind.FIELD_BYTE_OFFSET);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        change("magic", b -> b.putShort(0, (short) 1), "header (offset 0x100): found magic"),
        change("version", b -> b.put(2, (byte) 9), "found version 9"),
        change("header length", b -> b.putInt(4, 1 << 20), "header length 1048576"),
        change("table outside", b -> b.putInt(12, -4), "func_info (offset 0x108)"),
        change("misaligned", b -> b.putInt(16, 2), "line_info"),
        change("record size", b -> b.putInt(32, 4), "records of 4 bytes, expected 8 or more"),
        change("name", b -> b.putInt(36, -1), "string offset 0xffffffff"),
        change("no records", b -> b.putInt(40, 0), "found 0 records"),
        change("many records", b -> b.putInt(40, -1), "found 4294967295 records"),
        change("type", b -> b.putInt(48, 9999), "type [9999], expected at most"),
        change("no func", b -> b.putInt(48, 1), "of kind"));
  }

  private static Arguments change(String what, Consumer<ByteBuffer> change, String message) {
    return Arguments.of(what, change, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void saysWhereItIsMalformed(String what, Consumer<ByteBuffer> change, String message) {
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    assertThatThrownBy(() -> BtfExt.read("x.bpf.o", bytes, 0x100, btf))
        .isInstanceOf(BtfException.class)
        .hasMessageStartingWith("x.bpf.o: BTF.ext ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesASectionThatEndsEarly() {
    for (int length = 0; length < bytes.length; length += 13) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> BtfExt.read("x", part, 0, btf)).isInstanceOf(BtfException.class);
    }
  }
}
