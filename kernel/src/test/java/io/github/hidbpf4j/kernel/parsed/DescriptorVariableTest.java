package io.github.hidbpf4j.kernel.parsed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The parsed descriptor is that of udev-hid-bpf; its layout is checked by BTF. */
class DescriptorVariableTest {
  private static final Path DATA =
      Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/conventions");
  private static final int FIELD = 181;
  private static final int REPORT = 4 + 64 * FIELD;
  private static final List<String> TYPES = List.of("input", "output", "feature");
  private static final List<String> KINDS = List.of("variable", "array", "constant");

  // ---- contents

  static Stream<Arguments> measured() throws IOException {
    Map<String, List<String>> byDevice = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(DATA.resolve("parsed-descriptors.txt"))) {
      if (line.startsWith("device ")) {
        lines = new ArrayList<>();
        byDevice.put(line.substring("device ".length()), lines);
      } else if (!line.startsWith("#")) {
        lines.add(line);
      }
    }
    return byDevice.entrySet().stream()
        .map(
            e -> {
              String[] parts = e.getKey().split(": ", 2);
              return Arguments.of(parts[0], parts[1], e.getValue());
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("measured")
  void asMeasured(String name, String descriptor, List<String> expected) {
    byte[] bytes = DescriptorVariable.contents(HexFormat.of().parseHex(descriptor)).bytes();
    assertThat(bytes).hasSize(556227);
    assertThat(text(bytes)).as(name).isEqualTo(expected);
  }

  /** By the offsets that the kernel's header documents. */
  private static List<String> text(byte[] bytes) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    for (int type = 0; type < 3; type++) {
      for (int r = 0; r < b.get(type); r++) {
        int at = 3 + (type * 16 + r) * REPORT;
        lines.add(
            "report %s %d: %d bits, %d fields"
                .formatted(
                    TYPES.get(type), b.get(at) & 0xff, b.getShort(at + 1) & 0xffff, b.get(at + 3)));
        for (int f = 0; f < b.get(at + 3); f++) {
          lines.add("  " + field(b, at + 4 + f * FIELD));
        }
      }
    }
    return lines;
  }

  private static String field(ByteBuffer b, int at) {
    String kind = KINDS.get(b.get(at));
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s %d-%d %x:%x%s %d..%d %02x",
                kind,
                b.getShort(at + 2) & 0xffff,
                b.getShort(at + 4) & 0xffff,
                b.getShort(at + 6),
                b.getShort(at + 8),
                kind.equals("array") ? String.format("-%x", b.getShort(at + 10)) : "",
                b.getInt(at + 12),
                b.getInt(at + 16),
                b.get(at + 20)));
    for (int c = 0; c < b.get(at + 1); c++) {
      int of = at + 21 + 5 * c;
      text.append(String.format(" %x:%x:%x", b.getShort(of), b.getShort(of + 2), b.get(of + 4)));
    }
    return text.toString();
  }

  @Test
  void saysWhatThereIsNoRoomFor() throws IOException {
    Map<String, List<String>> leftOut = new LinkedHashMap<>();
    measured()
        .forEach(
            a ->
                leftOut.put(
                    (String) a.get()[0],
                    DescriptorVariable.contents(HexFormat.of().parseHex((String) a.get()[1]))
                        .leftOut()));
    leftOut.values().removeIf(List::isEmpty);
    String more = "; there is room for no more";
    assertThat(leftOut)
        .containsOnly(
            Map.entry(
                "colls",
                List.of(
                    "HID_REPORT_DESCRIPTOR: 32 of 41 collections around fields of input report 0"
                        + more)),
            Map.entry(
                "fields",
                List.of("HID_REPORT_DESCRIPTOR: 64 of 128 fields of input report 0" + more)),
            Map.entry(
                "fields2",
                List.of("HID_REPORT_DESCRIPTOR: 64 of 321 fields of input report 0" + more)),
            Map.entry(
                "big", List.of("HID_REPORT_DESCRIPTOR: 64 of 256 fields of input report 0" + more)),
            Map.entry(
                "reports",
                List.of(
                    "HID_REPORT_DESCRIPTOR: 16 of 20 input reports" + more,
                    "HID_REPORT_DESCRIPTOR: 16 of 20 feature reports" + more)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "05 01 09 02 a1 01 09 30 75 08 95 01 15 00 25 7f 81 02 81 02 c0 | offset 18: input item with data, but without usages",
        "05 01 09 02 a1 01 09 31 15 00 25 7f 75 08 95 01 19 05 81 02 c0 | offset 18: Usage Minimum without Usage Maximum",
        "05 01 09 02 a1 01 09 30 15 00 25 7f 75 08 95 01 81 02 c0 00 00 | offset 19: unknown main item tag 0x0",
        "a1 01 09 30 75 08 95 01 81 02 c0 | offset 8: a usage without Usage Page",
        "05 01 09 02 a1 01 b4 c0 | offset 6: Pop without Push",
        "05 01 09 02 a1 01 74 95 01 c0 | offset 6: Report Size without data",
        "c0 | offset 0: End Collection without Collection",
        "05 01 09 | offset 2: the last item is cut off",
        "'' | offset 0: it is empty",
      })
  void refusals(String descriptor, String message) {
    byte[] bytes = HexFormat.of().parseHex(descriptor.replace(" ", ""));
    assertThatThrownBy(() -> DescriptorVariable.contents(bytes))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(message);
  }

  // ---- layout

  private static BpfObject object(String name) {
    try {
      return BpfObject.open(name, Files.readAllBytes(DATA.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void layoutOfTheObjectFits() {
    DescriptorVariable variable = DescriptorVariable.of(object("pad_type.bpf.o")).orElseThrow();
    assertThat(variable.misfit()).isEmpty();
    assertThat(DescriptorVariable.of(object("properties.bpf.o"))).isEmpty();
  }

  /** The layout of the object, with one type changed. */
  private static String misfit(String typeName, UnaryOperator<BtfType.Composite> change) {
    BpfObject object = object("pad_type.bpf.o");
    Btf btf = object.btf().orElseThrow();
    List<BtfType> types = new ArrayList<>(btf.types());
    boolean changed = false;
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) instanceof BtfType.Composite c
          && (c.name().equals(typeName)
              || typeName.isEmpty()
                  && c.members().stream().anyMatch(m -> m.name().equals("is_relative")))) {
        types.set(i, change.apply(c));
        changed = true;
      }
    }
    assertThat(changed).as("there is a type '%s'", typeName).isTrue();
    DataVariable variable =
        object.variables().stream()
            .filter(v -> v.name().equals(DescriptorVariable.NAME))
            .findFirst()
            .orElseThrow();
    return new DescriptorVariable(new Btf(types), variable).misfit();
  }

  private static BtfType.Composite with(
      BtfType.Composite c, String member, UnaryOperator<BtfType.Member> change) {
    return new BtfType.Composite(
        c.union(),
        c.name(),
        c.size(),
        c.members().stream().map(m -> m.name().equals(member) ? change.apply(m) : m).toList());
  }

  @Test
  void misfitsNameWhatIsFoundAndExpected() {
    assertThat(
            misfit(
                "hid_rdesc_field",
                c ->
                    with(
                        c,
                        "bits_end",
                        m -> new BtfType.Member(m.name(), m.type(), 8 * 3, m.bitFieldSize()))))
        .startsWith(
            "HID_REPORT_DESCRIPTOR struct hid_rdesc_field: 'bits_end' is at offset 3, expected 4; ");
    assertThat(
            misfit(
                "hid_rdesc_field",
                c ->
                    with(
                        c,
                        "usage_page",
                        m -> new BtfType.Member("page", m.type(), m.bitOffset(), 0))))
        .contains("struct hid_rdesc_field lacks 'usage_page' at offset 6");
    assertThat(
            misfit(
                "hid_rdesc_report",
                c ->
                    with(
                        c,
                        "report_id",
                        m ->
                            new BtfType.Member(
                                m.name(), c.members().get(1).type(), m.bitOffset(), 0))))
        .contains("struct hid_rdesc_report: 'report_id' has 2 bytes, expected 1");
    assertThat(
            misfit(
                "hid_rdesc_collection",
                c -> new BtfType.Composite(c.union(), c.name(), 6, c.members())))
        .contains("struct hid_rdesc_collection has 6 bytes, expected 5");
    assertThat(
            misfit(
                "",
                c ->
                    with(
                        c,
                        "wraps",
                        m -> new BtfType.Member(m.name(), m.type(), 2, m.bitFieldSize()))))
        .contains("flags: 'wraps' is at bit 2, expected 1");
    assertThat(
            misfit(
                "",
                c ->
                    with(
                        c, "wraps", m -> new BtfType.Member(m.name(), m.type(), m.bitOffset(), 2))))
        .contains("flags: 'wraps' has 2 bits, expected 1");
  }

  @Test
  void namesOfTypesDoNotMatter() {
    assertThat(
            misfit(
                "hid_rdesc_descriptor",
                c -> new BtfType.Composite(c.union(), "mine", c.size(), c.members())))
        .isEmpty();
  }

  @Test
  void aVariableOfAnotherTypeIsNoLayout() {
    BpfObject object = object("pad_type.bpf.o");
    Btf btf = object.btf().orElseThrow();
    DataVariable other =
        object.variables().stream()
            .filter(v -> v.name().equals("buffer"))
            .findFirst()
            .orElseThrow();
    assertThat(new DescriptorVariable(btf, other).misfit())
        .startsWith(
            "HID_REPORT_DESCRIPTOR has 64 bytes, expected 556227: it is not a struct, expected "
                + "struct hid_rdesc_descriptor");
  }
}
