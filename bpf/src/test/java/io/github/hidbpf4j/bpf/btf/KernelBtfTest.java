package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.BtfType.Composite;
import io.github.hidbpf4j.bpf.btf.BtfType.DeclTag;
import io.github.hidbpf4j.bpf.btf.BtfType.Int;
import io.github.hidbpf4j.bpf.btf.BtfType.Member;
import io.github.hidbpf4j.bpf.btf.BtfType.Ptr;
import io.github.hidbpf4j.bpf.btf.BtfType.TypeTag;
import io.github.hidbpf4j.bpf.btf.BtfType.Typedef;
import io.github.hidbpf4j.bpf.btf.BtfType.Unknown;
import io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What BTF of Linux 6.15 to 7.3 has that earlier one has not. */
class KernelBtfTest {
  private static final Int INT = new Int("int", 4, true, false, false, 0, 32);
  private static final int NEW_KIND = 23;

  /** kind_flag on tags: the text is an attribute. */
  private static final List<BtfType> TAGS =
      List.of(
          INT,
          new TypeTag("address_space(1)", 1, true),
          new Ptr(2),
          new TypeTag("rcu", 1),
          new Ptr(4),
          new Composite(
              false, "s", 16, List.of(new Member("a", 3, 0, 0), new Member("b", 5, 64, 0))),
          new DeclTag("deprecated", 6, 0, true),
          new DeclTag("kptr", 6, 1));

  @Test
  void tagsThatAreAttributesStaySo() {
    byte[] bytes = BtfWriter.write(new Btf(TAGS));
    assertThat(BtfReader.read("x", bytes).types()).isEqualTo(TAGS);
    String header = CHeaderPrinter.print(new Btf(TAGS));
    assertThat(header)
        .contains("__attribute__((address_space(1)))")
        .doesNotContain("btf_type_tag(\"address_space")
        .contains("__attribute__((btf_type_tag(\"rcu\")))");
  }

  @Test
  void anObjectHasNoTypesOfAKernel() throws IOException {
    Path object =
        Path.of(System.getProperty("hidbpf4j.root", ".."), "testdata", "sandbox", "words.bpf.o");
    List<KernelBtf.Source> files =
        List.of(new KernelBtf.Source("words.bpf.o", Files.readAllBytes(object)));
    assertThatThrownBy(() -> KernelBtf.read(files))
        .isInstanceOf(BtfException.class)
        .hasMessageStartingWith("words.bpf.o: found a BPF object")
        .hasMessageContaining("/sys/kernel/btf/vmlinux");
  }

  /**
   * The types, in between one of a kind that only the layout section knows, two words an element.
   */
  private static byte[] withUnknown(int layoutEntries, int info, int element) {
    byte[] strings = "\0int\0new\0t\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    b.position(32);
    b.putInt(1).putInt(1 << 24).putInt(4).putInt(1 << 24 | 32);
    b.putInt(5).putInt(NEW_KIND << 24 | 3).putInt(0);
    for (int i = 0; i < 1 + 3 * 2; i++) {
      b.putInt(0x01010101);
    }
    b.putInt(9).putInt(8 << 24).putInt(1);
    b.putInt(0).putInt(2 << 24).putInt(2);
    int types = b.position() - 32;
    for (int kind = 0; kind < layoutEntries; kind++) {
      boolean it = kind == NEW_KIND;
      b.put((byte) (it ? info : 0)).put((byte) (it ? element : 0)).putShort((short) 0);
    }
    b.put(strings);
    byte[] bytes = new byte[b.position()];
    b.rewind();
    b.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(32);
    b.putInt(0).putInt(types);
    b.putInt(types + 4 * layoutEntries).putInt(strings.length);
    b.putInt(types).putInt(4 * layoutEntries);
    b.rewind();
    b.get(bytes);
    return bytes;
  }

  @Test
  void unknownKindsAreSkippedByTheirLength() {
    Btf btf = BtfReader.read("x", withUnknown(NEW_KIND + 1, 4, 8));
    assertThat(btf.types())
        .containsExactly(INT, new Unknown("new", NEW_KIND), new Typedef("t", 1), new Ptr(2));
    assertThat(btf.sizeOf(4)).isEqualTo(8);
    assertThat(CHeaderPrinter.print(btf)).contains("typedef int t;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | 4 | 8  | BTF type [2] (offset 0x30): found kind 23, expected 1 to 19, or a layout section",
        "0  | 4 | 8  | found kind 23, expected 1 to 19, or a layout section",
        "24 | 3 | 8  | found kind 23 of 3 bytes and 8 for each element, expected multiples of 4",
        "24 | 4 | 64 | bytes of this type",
        "24 | 0 | 8  | name offset 0x1010101",
      })
  void unknownKindsWithoutLengthAreRefused(int entries, int info, int element, String message) {
    assertThatThrownBy(() -> BtfReader.read("x.btf", withUnknown(entries, info, element)))
        .isInstanceOf(BtfException.class)
        .hasMessageStartingWith("x.btf: BTF ")
        .hasMessageContaining(message);
  }

  @Test
  void aLayoutLiesBetweenTypesAndStrings() {
    byte[] bytes = withUnknown(NEW_KIND + 1, 4, 8);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 2);
    assertThatThrownBy(() -> BtfReader.read("x", bytes)).hasMessageContaining("a layout at 0x2");
  }

  /** Module BTF: ids and strings go on behind the kernel's. */
  private static byte[] module(int names, int ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] strings = "mine\0m\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(24 + 12 + 24 + 12).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    b.putInt(0).putInt(48).putInt(48).putInt(strings.length);
    b.putInt(0).putInt(2 << 24).putInt(6);
    b.putInt(names).putInt(4 << 24 | 1).putInt(8).putInt(names + 5).putInt(ids + 1).putInt(0);
    b.putInt(1).putInt(8 << 24).putInt(ids + 2);
    out.writeBytes(b.array());
    out.writeBytes(strings);
    return out.toByteArray();
  }

  private static int stringsOf(byte[] btf) {
    return ByteBuffer.wrap(btf).order(ByteOrder.LITTLE_ENDIAN).getInt(20);
  }

  @Test
  void modulesComeBehindTheirKernel() {
    byte[] kernel = BtfWriter.write(new Btf(TAGS));
    byte[] module = module(stringsOf(kernel), TAGS.size());
    Btf both =
        KernelBtf.read(
            List.of(
                new KernelBtf.Source("vmlinux", kernel),
                new KernelBtf.Source("one", module),
                new KernelBtf.Source("two", module)));
    List<BtfType> expected = new ArrayList<>(TAGS);
    for (int first : new int[] {TAGS.size(), TAGS.size() + 3}) {
      expected.add(new Ptr(6));
      expected.add(new Composite(false, "mine", 8, List.of(new Member("m", first + 1, 0, 0))));
      expected.add(new Typedef("int", first + 2));
    }
    assertThat(both.types()).isEqualTo(expected);
  }

  @Test
  void aModuleAloneNamesWhatItNeeds() {
    assertThatThrownBy(() -> BtfReader.read("hid", module(64, 8)))
        .isInstanceOf(BtfException.class)
        .hasMessageContaining("give the kernel's BTF before it");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutationsAreReadOrRefused(long seed) {
    Random random = new Random(seed);
    byte[] kernel = BtfWriter.write(new Btf(TAGS));
    List<byte[]> bases =
        List.of(kernel, withUnknown(NEW_KIND + 1, 4, 8), module(stringsOf(kernel), TAGS.size()));
    BtfReader.Section section = BtfReader.readSection("vmlinux", kernel, 0);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = bases.get(i % bases.size()).clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
      }
      if (random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      byte[] mutant = bytes;
      try {
        Btf btf =
            i % bases.size() == 2
                ? BtfReader.readModule("x", mutant, section).btf()
                : BtfReader.read("x", mutant);
        read++;
        String _ = CHeaderPrinter.print(btf);
      } catch (BpfException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
    assertThat(read).isPositive();
  }
}
