package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeaningComparisonTest {
  private static final int VARIABLE = 2;
  private static final int RELATIVE = 4;
  private static final int NULL_STATE = 0x40;
  private static final int ROLL_OVER = 0x00070001;

  /** A field, in an application collection of its own. */
  private record Part(
      int id,
      int application,
      int usage,
      int usages,
      int flags,
      int size,
      int count,
      int[] logical,
      int[] physical,
      int unit,
      int exponent) {
    void write(ByteArrayOutputStream out) {
      item(out, 0x0b, application);
      out.writeBytes(new byte[] {(byte) 0xa1, 1});
      if (id != 0) {
        out.writeBytes(new byte[] {(byte) 0x85, (byte) id});
      }
      if (usage != 0) {
        item(out, 0x1b, usage);
        item(out, 0x2b, usage + usages - 1);
      }
      item(out, 0x17, logical[0]);
      item(out, 0x27, logical[1]);
      item(out, 0x37, physical[0]);
      item(out, 0x47, physical[1]);
      item(out, 0x67, unit);
      item(out, 0x57, exponent);
      item(out, 0x77, size);
      item(out, 0x97, count);
      item(out, 0x83, flags);
      out.write(0xc0);
    }

    private static void item(ByteArrayOutputStream out, int prefix, int data) {
      out.write(prefix);
      for (int shift = 0; shift < 32; shift += 8) {
        out.write(data >>> shift);
      }
    }
  }

  /** The one thing that a fixup changes. */
  private enum Change {
    USAGE,
    LOGICAL,
    PHYSICAL,
    UNIT,
    RELATIVE,
    FLAGS,
    SIZE,
    COUNT,
    POSITION,
    APPLICATION,
    NUMBERS
  }

  private final SplittableRandom random = new SplittableRandom(20);

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private int[] limits() {
    return any(
        List.of(
            new int[] {0, 1},
            new int[] {0, 7},
            new int[] {-7, 1},
            new int[] {-127, 127},
            new int[] {-127, 1},
            new int[] {0, 101},
            new int[] {0, -1},
            new int[] {5, 5},
            new int[] {1, 40}));
  }

  private int usage(boolean array) {
    return array
        ? any(List.of(0x00070000, 0x00070001, 0x00070004, 0x000c0000, 0x00090001))
        : any(List.of(0x00090001, 0x00010030, 0x00010038, 0x000d0042, 0x000700e0, 0x00070004, 0));
  }

  private Part part(int id) {
    boolean array = random.nextInt(3) == 0;
    int flags = array ? 0 : VARIABLE | any(List.of(0, RELATIVE, RELATIVE, NULL_STATE, 1));
    int size =
        random.nextInt(12) == 0 ? random.nextInt(31, 80) : any(List.of(1, 3, 4, 8, 8, 8, 12, 16));
    int usage = random.nextInt(40) == 0 ? ROLL_OVER : usage(array);
    int usages = random.nextInt(1, array ? 60 : 4);
    return new Part(
        id,
        any(List.of(0x00010002, 0x00010006)),
        usage,
        usages,
        flags,
        size,
        random.nextInt(1, 5),
        limits(),
        any(List.of(new int[] {0, 0}, new int[] {0, 100})),
        any(List.of(0, 0x11)),
        any(List.of(0, 14)));
  }

  private Part changed(Part p, Change change) {
    boolean array = (p.flags & VARIABLE) == 0;
    return new Part(
        p.id,
        change == Change.APPLICATION ? p.application ^ 4 : p.application,
        change == Change.USAGE ? usage(array) : p.usage,
        change == Change.USAGE && random.nextBoolean() ? p.usages + 1 : p.usages,
        change == Change.RELATIVE
            ? p.flags ^ RELATIVE
            : change == Change.FLAGS ? p.flags ^ any(List.of(1, NULL_STATE, VARIABLE)) : p.flags,
        change == Change.SIZE ? p.size + random.nextInt(1, 9) : p.size,
        change == Change.COUNT ? p.count + 1 : p.count,
        change == Change.LOGICAL ? limits() : p.logical,
        change == Change.PHYSICAL ? new int[] {0, 90} : p.physical,
        change == Change.UNIT ? p.unit ^ 3 : p.unit,
        p.exponent);
  }

  private List<Part> changed(List<Part> parts, Change change) {
    List<Part> more = new ArrayList<>(parts);
    int at = random.nextInt(parts.size());
    switch (change) {
      case POSITION -> more.add(at, more.remove(random.nextInt(parts.size())));
      case NUMBERS ->
          more.replaceAll(
              p ->
                  new Part(
                      p.id == 0 ? 1 : 0,
                      p.application,
                      p.usage,
                      p.usages,
                      p.flags,
                      p.size,
                      p.count,
                      p.logical,
                      p.physical,
                      p.unit,
                      p.exponent));
      default -> more.set(at, changed(more.get(at), change));
    }
    return more;
  }

  private static byte[] bytes(List<Part> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(part -> part.write(out));
    return out.toByteArray();
  }

  private byte[] report(int most) {
    byte[] report = new byte[random.nextInt(10) == 0 ? random.nextInt(most + 1) : most];
    int kind = random.nextInt(4);
    for (int i = 0; i < report.length; i++) {
      report[i] =
          switch (kind) {
            case 0 -> 0;
            case 1 -> (byte) random.nextInt(3);
            case 2 -> any(List.of((byte) 0, (byte) -1, (byte) 0x80, (byte) 4));
            default -> (byte) random.nextInt(256);
          };
    }
    if (report.length > 0 && random.nextInt(8) != 0) {
      report[0] = (byte) random.nextInt(1, 3);
    }
    return report;
  }

  @Test
  void saysWhatDecodingBothSays() {
    Map<Change, int[]> answers = new EnumMap<>(Change.class);
    for (int i = 0; i < 4_000; i++) {
      boolean numbered = random.nextBoolean();
      List<Part> parts = new ArrayList<>();
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        parts.add(part(numbered ? random.nextInt(1, 3) : 0));
      }
      Change change = any(Arrays.asList(Change.values()));
      byte[] before = bytes(parts);
      byte[] after = bytes(changed(parts, change));
      ReportDescriptor own;
      ReportDescriptor inUse;
      try {
        own = ReportDescriptor.parse(before);
        inUse = ReportDescriptor.parse(after);
      } catch (HidException e) {
        continue;
      }
      MeaningComparison comparison = new MeaningComparison(own, inUse);
      for (int n = 0; n < 12; n++) {
        byte[] report = report(Math.max(own.maxReportLength(), inUse.maxReportLength()));
        boolean expected = MeaningByDecoding.isSame(own, inUse, ReportType.INPUT, report);
        assertThat(comparison.isSame(ReportType.INPUT, report))
            .as("%s of %s to %s, report %s", change, hex(before), hex(after), hex(report))
            .isEqualTo(expected);
        answers.computeIfAbsent(change, _ -> new int[2])[expected ? 1 : 0]++;
      }
    }
    assertThat(answers).hasSize(Change.values().length);
    answers.forEach(
        (change, counts) ->
            assertThat(Arrays.stream(counts).min().orElseThrow())
                .as("%s", change)
                .isGreaterThan(50));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A mouse whose X and Y go to 1 only, by its own descriptor; a keyboard with fewer usages. */
  @Test
  void allocatesNothing() {
    String mouse =
        "05 01 09 02 a1 01 05 09 19 01 29 05 15 00 25 01 95 05 75 01 81 02 95 01 75 03 81 01"
            + " 05 01 09 30 09 31 15 81 25 01 75 08 95 02 81 06 09 38 25 7f 95 01 81 06 c0";
    String keyboard =
        "05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01"
            + " 95 06 15 00 26 ff 00 19 00 2a ff 00 81 00 c0";
    allocatesNothing(mouse, mouse.replace("81 25 01", "81 25 7f"), "01 00 ff 01");
    allocatesNothing(
        keyboard,
        keyboard.replace("26 ff 00 19 00 2a ff 00", "25 65 19 00 29 65"),
        "02 00 04 05 06 00 00 00");
  }

  private static void allocatesNothing(String own, String inUse, String report) {
    assertThat(inUse).isNotEqualTo(own);
    MeaningComparison comparison =
        new MeaningComparison(
            ReportDescriptor.parse(Fixtures.hex(own)), ReportDescriptor.parse(Fixtures.hex(inUse)));
    byte[] bytes = Fixtures.hex(report);
    assertThat(comparison.isSame(ReportType.INPUT, bytes)).isTrue();
    assertThat(
            Fixtures.allocated(
                () -> {
                  for (int i = 0; i < 1_000; i++) {
                    boolean _ = comparison.isSame(ReportType.INPUT, bytes);
                  }
                }))
        .isLessThan(1_000);
  }
}
