package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.btf.BtfException;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Objects as gcc writes them, made of one of clang's: gcc 12 gives an int of BTF all the encodings
 * that fit it, where one is allowed, and the compiler's name is in {@code .comment}.
 */
class GccObjectTest {
  private static final String ADVICE =
      "; this object was compiled by gcc, whose BTF differs from what libbpf reads: compile it with clang";

  private static final int SIGNED_CHAR = 0x0300_0008;

  private static final int SECTION_HEADER = 64;

  @Test
  void saysThatItIsGccsWhenTypesDiffer() {
    byte[] object = withFirstInt(Fixtures.bytes("maps"));
    String fault = "found int data 0x03000008, expected one of signed, char and bool, or none";
    assertThatThrownBy(() -> BpfObject.open("gcc.o", withComment(object, "GCC: (GNU) 12.3.0")))
        .isInstanceOf(BtfException.class)
        .hasMessageStartingWith("gcc.o: BTF type [")
        .hasMessageEndingWith(fault + ADVICE)
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> BpfObject.open("clang.o", withComment(object, "clang version 19")))
        .hasMessageEndingWith(fault);
    assertThatThrownBy(() -> BpfObject.open("stripped.o", object)).hasMessageEndingWith(fault);
  }

  /** Who compiled it does not matter as long as its types can be read. */
  @Test
  void readsWhatItCanRead() {
    BpfObject object =
        BpfObject.open("gcc.o", withComment(Fixtures.bytes("maps"), "GCC: (GNU) 15.1.0"));
    assertThat(object.maps()).hasSameSizeAs(Fixtures.open("maps").maps());
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The first int of the types becomes a char of 8 bits, signed and char at once. */
  private static byte[] withFirstInt(byte[] clangs) {
    byte[] object = clangs.clone();
    ByteBuffer b = little(object);
    int btf = (int) ElfFile.read("x", object).section(".BTF").orElseThrow().offset();
    int at = btf + b.getInt(btf + 4) + b.getInt(btf + 8);
    while ((b.getInt(at + 4) >>> 24 & 31) != 1) {
      assertThat(b.getInt(at + 4) >>> 24 & 31).as("a pointer or an array").isBetween(2, 3);
      at += (b.getInt(at + 4) >>> 24 & 31) == 2 ? 12 : 24;
    }
    b.putInt(at + 12, SIGNED_CHAR);
    return object;
  }

  /** With one more section at its end, and a table of section headers behind that has it. */
  private static byte[] withComment(byte[] object, String text) {
    ByteBuffer old = little(object);
    int headers = (int) old.getLong(40);
    int count = old.getShort(60);
    int names = headers + SECTION_HEADER * old.getShort(62);
    int namesAt = (int) old.getLong(names + 24);
    int namesSize = (int) old.getLong(names + 32);
    byte[] name = ".comment\0".getBytes(StandardCharsets.US_ASCII);
    byte[] comment = ("\0" + text + "\0").getBytes(StandardCharsets.US_ASCII);
    int newNames = object.length;
    int newComment = newNames + namesSize + name.length;
    int newHeaders = (newComment + comment.length + 7) & -8;
    byte[] result = Arrays.copyOf(object, newHeaders + SECTION_HEADER * (count + 1));
    ByteBuffer b = little(result);
    b.put(newNames, object, namesAt, namesSize).put(newNames + namesSize, name);
    b.put(newComment, comment);
    b.put(newHeaders, object, headers, SECTION_HEADER * count);
    b.putLong(newHeaders + names - headers + 24, newNames);
    b.putLong(newHeaders + names - headers + 32, namesSize + name.length);
    int header = newHeaders + SECTION_HEADER * count;
    b.putInt(header, namesSize).putInt(header + 4, 1);
    b.putLong(header + 24, newComment).putLong(header + 32, comment.length);
    b.putLong(header + 48, 1);
    b.putLong(40, newHeaders).putShort(60, (short) (count + 1));
    return result;
  }
}
