package io.github.hidbpf4j.hid.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Edited listings, read back. */
class DescriptorEditTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));
  private static final byte[] MOUSE =
      Fixtures.hex(
          "05 01 09 02 a1 01 09 01 a1 00 05 09 19 01 29 03 15 00 25 01 95 03 75 01 81 02 95 05 81 01"
              + " 05 01 09 30 09 31 09 38 15 81 25 7f 75 08 95 03 81 06 c0 c0");

  private static String listing(byte[] descriptor) {
    return String.join("\n", DescriptorPrinter.print(descriptor)) + "\n";
  }

  private static byte[] edited(byte[] before, String text) {
    return DescriptorEdit.parse("edited", text, before).bytes();
  }

  // ---- round trips

  static Stream<byte[]> descriptors() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("testdata", "examples")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
        files.addAll(all.filter(f -> f.toString().endsWith(".hid")).sorted().toList());
      }
    }
    List<byte[]> found = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      if (!RecordingReader.isRecording(bytes)) {
        continue;
      }
      try (RecordingReader reader =
          new RecordingReader(file.toString(), new ByteArrayInputStream(bytes))) {
        RecordedEntry entry = reader.nextEntry();
        while (entry != null) {
          entry = reader.nextEntry();
        }
        reader.devices().stream().map(RecordedDevice::descriptor).forEach(found::add);
      } catch (HidException _) {
        // Made to be malformed.
      }
    }
    return found.stream().filter(d -> ReportDescriptor.parseOrNull(d) != null);
  }

  @Test
  void thereAreDescriptors() throws IOException {
    assertThat(descriptors().toList()).hasSizeGreaterThan(80);
  }

  /** What was not edited stays byte for byte, with its summary behind it or without. */
  @ParameterizedTest
  @MethodSource("descriptors")
  void listingsComeBack(byte[] descriptor) {
    String summary =
        "# a device\n"
            + listing(descriptor)
            + "\n"
            + String.join("\n", DescriptorSummary.of(ReportDescriptor.parse(descriptor)));
    DescriptorEdit.Edited edited = DescriptorEdit.parse("edited", summary, descriptor);
    assertThat(edited.bytes()).isEqualTo(descriptor);
    assertThat(edited.notes()).isEmpty();
  }

  /** Text without bytes gives a descriptor with the same text, equivalent for the kernel. */
  @ParameterizedTest
  @MethodSource("descriptors")
  void wordsAloneMeanTheSame(byte[] descriptor) {
    List<String> words = DecodedItem.of(descriptor).stream().map(DecodedItem::text).toList();
    if (words.stream().anyMatch(w -> w.startsWith("Unknown") || w.startsWith("Long"))) {
      return;
    }
    byte[] again = edited(descriptor, String.join("\n", words));
    assertThat(DecodedItem.of(again).stream().map(DecodedItem::text)).isEqualTo(words);
    assertThat(DescriptorSummary.of(ReportDescriptor.parse(again)))
        .isEqualTo(DescriptorSummary.of(ReportDescriptor.parse(descriptor)));
  }

  /** Mutated descriptors: those that the kernel takes come back, others are refused with a line. */
  @ParameterizedTest
  @MethodSource("descriptors")
  void mutations(byte[] descriptor) {
    SplittableRandom random = new SplittableRandom(descriptor.length);
    for (int round = 0; round < 40; round++) {
      byte[] mutated = descriptor.clone();
      for (int i = random.nextInt(3); i >= 0 && mutated.length > 0; i--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      mutated = random.nextInt(4) == 0 ? Arrays.copyOf(mutated, mutated.length / 2) : mutated;
      String text = listing(mutated);
      if (ReportDescriptor.parseOrNull(mutated) == null) {
        byte[] before = descriptor;
        assertThatThrownBy(() -> DescriptorEdit.parse("edited", text, before))
            .isInstanceOf(HidException.class)
            .hasMessageMatching("(?s)edited:\\d+(:\\d+)?: .*");
      } else {
        assertThat(edited(mutated, text)).isEqualTo(mutated);
      }
    }
  }

  // ---- edits

  private static byte[] replaced(String from, String to) {
    String text = listing(MOUSE);
    assertThat(text).contains(from);
    return edited(MOUSE, text.replace(from, to));
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "Usage (X); Usage (Rz); 09 35",
        "Usage (X); Usage (No Such Usage); ",
        "Usage (X); Usage (AC Pan); 0b 38 02 0c 00",
        "Usage (X); Usage (0x33); 09 33",
        "Usage Maximum (Button 3); Usage Maximum (Button 8); 29 08",
        "Logical Maximum (127); Logical Maximum (2047); 26 ff 07",
        "Logical Minimum (-127); Logical Minimum (-2047); 16 01 f8",
        "Logical Minimum (-127); Logical Minimum (-8); 15 f8",
        "Report Size (8); Report Size (16); 75 10",
        "Report Count (5); Report Count (0x5); 95 05",
        "Input (Cnst,Arr,Abs); Input (Cnst,Var,Abs); 81 03",
        "Input (Cnst,Arr,Abs); Input (Cnst); 81 01",
        "Collection (Physical); Collection (Logical); a1 02",
        "Usage Page (Button); Usage Page (Consumer); 05 0c",
        "0x29, 0x03,; 0x29, 0x05,; 29 05",
      })
  void oneLine(String from, String to, String hex) {
    if (hex == null) {
      assertThatThrownBy(() -> replaced(from, to))
          .isInstanceOf(HidException.class)
          .hasMessageContaining("edited:17:")
          .hasMessageContaining("no item matches the words");
      return;
    }
    byte[] after = replaced(from, to);
    assertThat(Fixtures.hex(hex))
        .satisfies(item -> assertThat(indexOf(after, item)).isNotNegative());
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(Arrays.copyOfRange(all, i, i + part.length), part)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void linesAreAddedInWordsOrBytes() {
    String text =
        listing(MOUSE)
            .replaceFirst(
                "(?m)^(.*Input \\(Data,Var,Rel\\).*)$",
                "$1\n Usage Page (Consumer)\n  0x0a, 0x38, 0x02,\n    Report Count (1)\n║ 81 06 // Input (Data,Var,Rel)");
    assertThat(edited(MOUSE, text))
        .isEqualTo(
            joined(
                Arrays.copyOf(MOUSE, MOUSE.length - 2),
                Fixtures.hex("05 0c 0a 38 02 95 01 81 06 c0 c0")));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "None; 65 00",
        "SI Linear: cm; 65 11",
        "SI Linear: s; 66 01 10",
        "SI Linear: cm*g*s^-2; 67 11 e1 00 00",
        "English Rotation: deg; 65 14",
        "0xf0000011; 67 11 00 00 f0",
      })
  void units(String words, String hex) {
    byte[] made =
        ItemWords.bytes("Unit (" + words + ")", new ItemText(), Fixtures.hex(hex).length - 1);
    assertThat(made).isEqualTo(Fixtures.hex(hex));
  }

  // ---- what is wrong

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "0x29, 0x03,; 0x29, 0xzz,; edited:8:9: found '0xzz', expected a byte in hex",
        "0x29, 0x03,; 0x29,; edited:8:3: found 1 bytes, expected those of one item",
        "Usage (X); Usage (Xx); no item matches the words 'Usage (Xx)': give its bytes",
        "Report Size (1); Report Size (300); edited:12: the kernel refuses the descriptor at Report Size (300): ",
        "Collection (Physical); Collection (Nothing); no item matches the words",
      })
  void faultsHaveTheirPlace(String from, String to, String message) {
    assertThatThrownBy(() -> replaced(from, to))
        .isInstanceOf(HidException.class)
        .hasMessageStartingWith("edited:")
        .hasMessageContaining(message);
  }

  @Test
  void bytesAndWordsThatWereBothChanged() {
    String text =
        listing(MOUSE).replaceFirst("0x09, 0x30,(.*)Usage \\(X\\)", "0x09, 0x33,$1Usage (Rz)");
    assertThatThrownBy(() -> edited(MOUSE, text))
        .hasMessageContaining("the bytes mean 'Usage (Rx)', the words are 'Usage (Rz)'");
    String agreeing =
        listing(MOUSE).replaceFirst("0x09, 0x30,(.*)Usage \\(X\\)", "0x09, 0x35,$1Usage (Rz)");
    assertThat(edited(MOUSE, agreeing)).contains(0x35);
  }

  /** Lines below an edited page keep their bytes, and the editor reports their new meaning. */
  @Test
  void otherMeaningsAreNoted() {
    DescriptorEdit.Edited edited =
        DescriptorEdit.parse(
            "edited",
            listing(MOUSE).replaceFirst("Usage Page \\(Button\\)", "Usage Page (LED)"),
            MOUSE);
    assertThat(edited.notes())
        .containsExactly(
            "edited:7: 'Usage Minimum (Button 1)' means 'Usage Minimum (Num Lock)' now",
            "edited:8: 'Usage Maximum (Button 3)' means 'Usage Maximum (Scroll Lock)' now");
  }

  @Test
  void anEmptyListingIsNoDescriptor() {
    assertThatThrownBy(() -> edited(MOUSE, "# nothing\n")).isInstanceOf(HidException.class);
  }
}
