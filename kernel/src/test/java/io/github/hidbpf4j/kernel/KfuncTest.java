package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.hid.device.HidrawFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of the kfuncs as a clang-built program sees them, measured on 6.12. */
class KfuncTest {
  private static final int ROOM = 64;
  private static final int KFUNC = ROOM + 4;
  private static final int RET = ROOM + 20;
  private static final int SIZE = ROOM + 24;

  private record Called(int ret, String data) {}

  /** Runs {@code call} of calls.bpf.c. */
  private static Called call(
      LoadedObject object, int hid, int kfunc, int type, int request, int size, String data) {
    ByteBuffer args = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    args.put(0, HexFormat.of().parseHex(data)).position(ROOM);
    args.putInt(hid).putInt(kfunc).putInt(type).putInt(request).putInt(size).putInt(12345);
    RuntimeObject.SyscallResult result = object.runSyscall("call", args.array());
    assertThat(result.error()).isZero();
    if (result.result() != 0) {
      return new Called(result.result(), "no context");
    }
    ByteBuffer after = ByteBuffer.wrap(result.context()).order(ByteOrder.LITTLE_ENDIAN);
    return new Called(after.getInt(RET), HexFormat.of().formatHex(result.context(), 0, 5));
  }

  @ParameterizedTest(name = "{0}: kfunc {1}, type {2}, request {3}, {4} bytes of {5}: {6}")
  @CsvSource({
    "no bytes,                 1, 2, 1,  0,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "one byte,                 1, 2, 1,  1,  01aaaaaaaa, 1,   01aaaaaaaa, GET feature 1",
    "two bytes,                1, 2, 1,  2,  01aaaaaaaa, 2,   01f1aaaaaa, GET feature 1",
    "all,                      1, 2, 1,  4,  01aaaaaaaa, 4,   01f1f2f3aa, GET feature 1",
    "clamped,                  1, 2, 1,  10, 01aaaaaaaa, 4,   01f1f2f3aa, GET feature 1",
    "clamped,                  1, 2, 1,  64, 01aaaaaaaa, 4,   01f1f2f3aa, GET feature 1",
    "unknown id,               1, 2, 1,  4,  07aaaaaaaa, -22, 07aaaaaaaa, ''",
    "no output report 2,       1, 1, 9,  4,  02aaaaaaaa, -22, 02aaaaaaaa, ''",
    "no such type,             1, 3, 1,  4,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "no such request,          1, 2, 0,  4,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "no such request,          1, 2, 4,  4,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "no such request,          1, 2, 12, 4,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "GET_IDLE,                 1, 2, 2,  4,  01aaaaaaaa, -5,  01aaaaaaaa, ''",
    "GET_PROTOCOL,             1, 2, 3,  4,  01aaaaaaaa, -5,  01aaaaaaaa, ''",
    "SET_IDLE,                 1, 2, 10, 4,  01aaaaaaaa, -5,  01aaaaaaaa, ''",
    "SET_PROTOCOL,             1, 2, 11, 4,  01aaaaaaaa, -5,  01aaaaaaaa, ''",
    "short SET,                1, 2, 9,  2,  01aaaaaaaa, 2,   01aaaaaaaa, SET feature 1 01aa",
    "SET on output,            1, 1, 9,  3,  01aaaaaaaa, 3,   01aaaaaaaa, SET output 1 01aaaa",
    "SET on input,             1, 0, 9,  6,  01aaaaaaaa, 6,   01aaaaaaaa, SET input 1 01aaaaaaaa00",
    "device says no,           1, 2, 1,  9,  02aaaaaaaa, -5,  02aaaaaaaa, GET feature 2",
    "output: no bytes,         2, 0, 0,  0,  01aaaaaaaa, -22, 01aaaaaaaa, ''",
    "output: one byte,         2, 0, 0,  1,  01aaaaaaaa, 1,   01aaaaaaaa, OUTPUT 01",
    "output: whole,            2, 0, 0,  3,  01aaaaaaaa, 3,   01aaaaaaaa, OUTPUT 01aaaa",
    "output: clamped,          2, 0, 0,  64, 01aaaaaaaa, 3,   01aaaaaaaa, OUTPUT 01aaaa",
    "output: unknown id,       2, 0, 0,  3,  07aaaaaaaa, -22, 07aaaaaaaa, ''",
    "output: no such report,   2, 0, 0,  3,  02aaaaaaaa, -22, 02aaaaaaaa, ''",
  })
  void onANumberedDevice(
      String what,
      int kfunc,
      int type,
      int request,
      int size,
      String data,
      int ret,
      String after,
      String asked) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    assertThat(call(object, rig.device().id(), kfunc, type, request, size, data))
        .isEqualTo(new Called(ret, after));
    assertThat(String.join(", ", rig.asked).toLowerCase(java.util.Locale.ROOT))
        .isEqualTo(asked.toLowerCase(java.util.Locale.ROOT));
  }

  /** Byte 0 is reserved for the id, and the length counts one more; not so for input. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "GET feature is clamped at 4,  1, 2, 1, 64, 01aaaaaaaa, 4, GET feature 1",
    "GET feature,                  1, 2, 1, 2,  00aaaaaaaa, 2, GET feature 0",
    "SET feature is clamped at 4,  1, 2, 9, 64, 00aaaaaaaa, 4, SET feature 0 00aaaaaa",
    "output is clamped at 3,       2, 0, 0, 64, 00aaaaaaaa, 3, OUTPUT 00aaaa",
    "input has no reserved byte,   3, 0, 0, 64, 00aaaaaaaa, 0, ''",
  })
  void onAnUnnumberedDevice(
      String what, int kfunc, int type, int request, int size, String data, int ret, String asked) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.UNNUMBERED);
    LoadedObject object = rig.load("calls");
    HidrawFile file = rig.open();
    assertThat(call(object, rig.device().id(), kfunc, type, request, size, data).ret())
        .isEqualTo(ret);
    assertThat(String.join(", ", rig.asked).toLowerCase(java.util.Locale.ROOT))
        .isEqualTo(asked.toLowerCase(java.util.Locale.ROOT));
    assertThat(ProgramRig.read(file)).isEqualTo(kfunc == 3 ? "00aaaaaaaa00" : "");
  }

  @ParameterizedTest(name = "{0}: type {1}, {2} bytes of {3}: {4}, reader gets {5}")
  @CsvSource({
    "short,          0, 1,  01aaaaaaaabb, -22, '',           1",
    "short,          0, 5,  01aaaaaaaabb, -22, '',           1",
    "whole,          0, 6,  01aaaaaaaabb, 0,   01aaaaaaaabb, 1",
    "clamped,        0, 64, 01aaaaaaaabb, 0,   01aaaaaaaabb, 1",
    "unknown id,     0, 6,  63aaaaaaaabb, -22, '',           0",
    "no such type,   3, 6,  01aaaaaaaabb, -22, '',           0",
    "no bytes,       0, 0,  01aaaaaaaabb, -22, '',           0",
    "feature report, 2, 4,  01aaaaaaaabb, 0,   01aaaaaa,     1",
    "output report,  1, 3,  01aaaaaaaabb, 0,   01aaaa,       1",
  })
  void injected(String what, int type, int size, String data, int ret, String out, int runs) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    assertThat(object.attach("hooks")).isZero();
    HidrawFile file = rig.open();
    assertThat(call(object, rig.device().id(), 3, type, 0, size, data).ret()).isEqualTo(ret);
    assertThat(ProgramRig.read(file)).isEqualTo(out);
    assertThat(ProgramRig.variable(object, "events")).isEqualTo(runs);
    if (runs > 0) {
      assertThat(ProgramRig.variable(object, "last_type")).isEqualTo(type);
      assertThat(object.readVariable("last_source")).isNotEqualTo(new byte[8]);
    }
  }

  @ParameterizedTest(name = "hook returns {0}: {1}")
  @CsvSource({"-1, -1, ''", "65, -22, ''", "3, -22, ''", "9, 0, 01aaaaaaaabb000000"})
  void injectedIntoAHook(int result, int ret, String out) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    ProgramRig.set(object, "event_result", result);
    assertThat(object.attach("hooks")).isZero();
    HidrawFile file = rig.open();
    assertThat(call(object, rig.device().id(), 3, 0, 0, 6, "01aaaaaaaabb").ret()).isEqualTo(ret);
    assertThat(ProgramRig.read(file)).isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource({"2147483632", "2147483647", "0", "-1"})
  void contextOfAnUnknownDevice(int id) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    assertThat(call(rig.load("calls"), id, 1, 2, 1, 4, "01").data()).isEqualTo("no context");
  }

  @Test
  void contextOfADeviceThatIsGone() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    int id = rig.device().id();
    rig.call(rig.uhid::destroy);
    assertThat(call(object, id, 1, 2, 1, 4, "01").data()).isEqualTo("no context");
  }

  /** Nested once, over the same buffer, before the original; the nested run gets -EDEADLK. */
  @Test
  void tryInputReportInTheEventHook() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    ByteBuffer plan = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    plan.putInt(KFUNC, 4).put(0, HexFormat.of().parseHex("01a1a2a3a4a5"));
    assertThat(object.writeVariable("on_event", plan.array())).isTrue();
    assertThat(object.attach("hooks")).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(ProgramRig.variable(object, "events")).isEqualTo(2);
    assertThat(ProgramRig.variable(object, "nested_result")).isEqualTo(-35);
    assertThat(ProgramRig.read(file)).isEqualTo("01a1a2a3a4a5");
    assertThat(ProgramRig.read(file))
        .as("the buffer is that of the injected report")
        .isEqualTo("01a1a2a3a4a5");
    assertThat(rig.findings).isEmpty();
  }

  /** A request that a hook sends again goes out twice; within, no further one is allowed. */
  @Test
  void hwRequestInTheRequestHook() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    ByteBuffer plan = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    plan.putInt(KFUNC, 1);
    assertThat(object.writeVariable("on_request", plan.array())).isTrue();

    assertThat(object.attach("hooks")).isZero();
    HidrawFile file = rig.open();
    byte[] report = HexFormat.of().parseHex("01aabb");
    assertThat(
            rig.call(
                () -> file.setReport(io.github.hidbpf4j.hid.descriptor.ReportType.FEATURE, report)))
        .isEqualTo(3);
    assertThat(ProgramRig.variable(object, "requests")).isEqualTo(2);
    assertThat(ProgramRig.variable(object, "nested_result")).isEqualTo(-35);
    assertThat(rig.asked).hasSize(2);
    assertThat(rig.asked.get(0)).endsWith("01aa");
    assertThat(rig.asked.get(1)).endsWith("01aabb");
  }
}
