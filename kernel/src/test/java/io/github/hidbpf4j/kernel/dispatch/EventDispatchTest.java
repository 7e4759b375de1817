package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the result of a {@code hid_device_event} program does to the event, as measured on 6.12. */
class EventDispatchTest {
  private final DispatchRig rig = new DispatchRig();

  @ParameterizedTest(name = "{0} bytes {1}, program returns {2}: {3}")
  @CsvSource({
    "keeps the size,          010203040506, 0,       0,   010203040506",
    "too short to deliver,    010203040506, 1,       -22, ''",
    "too short to deliver,    010203040506, 3,       -22, ''",
    "too short to deliver,    010203040506, 5,       -22, ''",
    "the same size,           010203040506, 6,       0,   010203040506",
    "longer by the padding,   010203040506, 7,       0,   01020304050600",
    "longer by the padding,   010203040506, 9,       0,   010203040506000000",
    "beyond the buffer,       010203040506, 65,      -22, ''",
    "beyond the buffer,       010203040506, 4096,    -22, ''",
    "beyond the buffer,       010203040506, 100000,  -22, ''",
    "dropped,                 010203040506, -1,      -1,  ''",
    "dropped,                 010203040506, -22,     -22, ''",
    "lowest errno,            010203040506, -4095,   -4095, ''",
    "short input stays short, 0102030405,   0,       -22, ''",
    "short input is padded,   0102030405,   6,       0,   010203040500",
    "short input is padded,   01,           6,       0,   010000000000",
    "empty input is dropped,  '',           0,       -1,  ''",
    "empty input has id 0,    '',           6,       -1,  ''",
    "unknown id,              070203040506, 0,       -1,  ''",
    "long input stays long,   010203040506070809, 0, 0,   010203040506070809",
    "long input is cut,       010203040506070809, 6, 0,   010203040506",
  })
  void resultOfOneProgram(String what, String input, int result, int ret, String out) {
    assertThat(rig.attach(rig.onEvent(c -> result))).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input(input)).isEqualTo(ret);
    assertThat(DispatchRig.read(file)).isEqualTo(out);
    assertThat(rig.findings).isEmpty();
  }

  @Test
  void wholeBuffer() {
    assertThat(rig.attach(rig.onEvent(c -> 64))).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506" + "00".repeat(58));
  }

  /** From a buffer that is known to be zero after the report, nothing of the last one is left. */
  @Test
  void paddedReportsComeWithTheirZeros() {
    HidBpfOps ops =
        rig.onEvent(
            c -> {
              int before = c.get(7);
              c.put(7, 0x77);
              return before == 0 ? 8 : -5;
            });
    assertThat(rig.attach(ops)).isZero();
    HidrawFile file = rig.open();
    MemorySegment memory = MemorySegment.ofArray(new byte[256]);
    for (String report : List.of("010203040506", "010908070605")) {
      byte[] bytes = DispatchRig.hex(report);
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
      assertThat(rig.device().paddedInputReport(ReportType.INPUT, memory, 0, 256, bytes.length))
          .isZero();
      assertThat(DispatchRig.read(file)).isEqualTo(report + "0077");
    }
  }

  /** What one program returns is the size that the next one finds. */
  @Test
  void sizesPassFromProgramToProgram() {
    List<Integer> sizes = new ArrayList<>();
    for (int result : new int[] {9, 0, 8}) {
      HidBpfOps ops =
          rig.onEvent(
              c -> {
                sizes.add(c.size());
                return result;
              });
      assertThat(rig.attach(ops)).isZero();
    }
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(sizes).containsExactly(6, 9, 9);
    assertThat(DispatchRig.read(file)).isEqualTo("0102030405060000");
  }

  @Test
  void idThatTheProgramMakesKnown() {
    HidBpfOps ops =
        rig.onEvent(
            c -> {
              c.put(0, 1);
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("070203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506");
  }

  /** {@code retval} and {@code size} share their storage; the comparison is unsigned. */
  @ParameterizedTest(name = "ctx->retval = {0}, return {1}: {2}")
  @CsvSource({
    "3,  0, -22, ''",
    "5,  0, -22, ''",
    "6,  0, 0,   010203040506",
    "9,  0, 0,   010203040506000000",
    "65, 0, -22, ''",
    "-5, 0, -22, ''",
    "0,  0, 0,   010203040506",
    "2,  6, 0,   010203040506",
  })
  void sizeWrittenByTheProgram(int retval, int result, int ret, String out) {
    HidBpfOps ops =
        rig.onEvent(
            c -> {
              c.setSize(retval);
              return result;
            });
    assertThat(rig.attach(ops)).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isEqualTo(ret);
    assertThat(DispatchRig.read(file)).isEqualTo(out);
  }

  @Test
  void onlyTheFinalSizeCounts() {
    List<Integer> sizes = new ArrayList<>();
    assertThat(rig.attach(rig.onEvent("a", 0, c -> 65))).isZero();
    assertThat(
            rig.attach(
                rig.onEvent(
                    "b",
                    0,
                    c -> {
                      sizes.add(c.size());
                      return 6;
                    })))
        .isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(sizes).containsExactly(65);
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506");
  }

  @Test
  void errorEndsTheChain() {
    List<String> ran = new ArrayList<>();
    assertThat(rig.attach(recording("a", 0, ran, -5))).isZero();
    assertThat(rig.attach(recording("b", 0, ran, 0))).isZero();
    assertThat(rig.input("010203040506")).isEqualTo(-5);
    assertThat(ran).containsExactly("a");
  }

  @Test
  void bufferIsZeroBehindTheReportEveryTime() {
    List<String> seen = new ArrayList<>();
    HidBpfOps ops =
        rig.onEvent(
            c -> {
              seen.add(c.bytes(10));
              for (int i = 0; i < 64; i++) {
                c.put(i, 0xee);
              }
              return -1;
            });
    assertThat(rig.attach(ops)).isZero();
    rig.input("020304050607080910");
    rig.input("0102");
    assertThat(seen).containsExactly("02030405060708091000", "01020000000000000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void argumentsAreContextTypeAndSource(String source) {
    List<Long> seen = new ArrayList<>();
    assertThat(
            rig.attach(
                rig.onEvent(
                    c -> {
                      seen.add((long) c.allocated());
                      seen.add(c.argument(1));
                      seen.add(c.argument(2));
                      return 0;
                    })))
        .isZero();
    rig.input("01020304050" + source);
    assertThat(seen).containsExactly(64L, 0L, 0L);
  }

  @Test
  void attachedEventProgramDoesNotReprobe() {
    HidrawFile file = rig.open();
    HidBpfOps ops = rig.onEvent(c -> -1);
    assertThat(rig.attach(ops)).isZero();
    assertThat(file.node().exists()).isTrue();
    assertThat(rig.input("010203040506")).isEqualTo(-1);
    rig.detach(ops);
    assertThat(rig.input("010203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506");
  }

  // ---- where the kernel breaks

  @ParameterizedTest
  @ValueSource(ints = {-4096, -100_000, Integer.MIN_VALUE})
  void resultBelowTheErrnosIsAFinding(int result) {
    assertThat(rig.attach(rig.onEvent(c -> result))).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isEqualTo(result);
    assertThat(DispatchRig.read(file)).isEmpty();
    assertThat(rig.findings)
        .extracting(Finding::kind)
        .containsExactly(FindingKind.RESULT_BELOW_ERRNO_RANGE);
    assertThat(rig.findings.getFirst().program()).isEqualTo("event");
  }

  @Test
  void inputLongerThanTheBufferIsAFinding() {
    assertThat(rig.attach(rig.onEvent(c -> 0))).isZero();
    assertThat(rig.input("01" + "ee".repeat(64))).isEqualTo(-22);
    assertThat(rig.findings).extracting(Finding::kind).containsExactly(FindingKind.OVERSIZED_INPUT);
  }

  /**
   * A fixup breaks the descriptor, an event program is attached while there is no driver, then the
   * fixup goes: in Linux the buffer has 0 bytes from then on.
   */
  @Test
  void attachedWhileThereIsNoDriver() {
    HidBpfOps breaking = rig.onDescriptor(c -> 10);
    assertThat(rig.attach(breaking)).isZero();
    assertThat(rig.device().isBound()).isFalse();
    List<Integer> allocated = new ArrayList<>();
    assertThat(
            rig.attach(
                rig.onEvent(
                    c -> {
                      allocated.add(c.allocated());
                      return 0;
                    })))
        .isZero();
    rig.detach(breaking);
    assertThat(rig.device().isBound()).isTrue();
    assertThat(rig.findings).as("nothing happened yet").isEmpty();
    HidrawFile file = rig.open();
    assertThat(rig.input("01a1a2a3a4a5")).isZero();
    assertThat(rig.input("01a1a2a3a4a5")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("01a1a2a3a4a5");
    assertThat(allocated).containsExactly(64, 64);
    assertThat(rig.findings)
        .extracting(Finding::kind)
        .containsExactly(FindingKind.EMPTY_EVENT_BUFFER);
    assertThat(rig.findings.getFirst().message())
        .contains("Linux 6.12 to 7.3 crashes")
        .doesNotContain("declare");
  }

  @Test
  void inputLongerThanTheBufferCanBeCut() {
    List<Integer> sizes = new ArrayList<>();
    assertThat(
            rig.attach(
                rig.onEvent(
                    c -> {
                      sizes.add(c.size());
                      return 6;
                    })))
        .isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("01" + "ee".repeat(99))).isZero();
    assertThat(sizes).containsExactly(100);
    assertThat(DispatchRig.read(file)).isEqualTo("01eeeeeeeeee");
  }

  @Test
  void inputAsLongAsTheBufferIsNone() {
    assertThat(rig.attach(rig.onEvent(c -> 0))).isZero();
    assertThat(rig.input("01" + "ee".repeat(63))).isZero();
    assertThat(rig.findings).isEmpty();
  }

  private HidBpfOps recording(String name, int flags, List<String> ran, int result) {
    return rig.onEvent(
        name,
        flags,
        c -> {
          ran.add(name);
          return result;
        });
  }
}
