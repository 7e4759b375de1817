package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of Linux 6.3 to 6.10: fmod_ret hooks, attached one by one, also by a kfunc. */
class TracingEraTest {
  private static final int EBADF = -9;
  private static final int EINVAL = -22;
  private static final int E2BIG = -7;

  private final ProgramRig rig = new ProgramRig("6.10", ProgramRig.NUMBERED);
  private final LoadedObject object = rig.load("tracing");

  private int fd(String program) {
    LoadedProgram loaded = object.programs().get(program);
    if (loaded == null) {
      throw new AssertionError("no program " + program);
    }
    return loaded.fd();
  }

  /** Calls {@code hid_bpf_attach_prog} in the syscall program. */
  private int attach(int hid, int fd, int flags) {
    RuntimeObject.SyscallResult result =
        object.runSyscall("attach", ProgramRig.little(hid, fd, flags, 12345));
    assertThat(result.error()).isZero();
    return ByteBuffer.wrap(result.context()).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
  }

  private String event() {
    HidrawFile file = rig.open();
    rig.input("010000000000");
    return ProgramRig.read(file);
  }

  @Test
  void profileFollowsTheObject() {
    assertThat(ObjectProfile.of(ProgramRig.object("tracing")).name()).isEqualTo("6.10");
    assertThat(Profiles.names()).contains("6.10");
  }

  @Test
  void attachedByTheLoader() {
    assertThat(object.ops().keySet()).containsExactly("first", "second", "fixup");
    assertThat(object.attach("first")).isZero();
    assertThat(object.attach("second")).isZero();
    assertThat(event()).as("first, then second").isEqualTo("010b0a000000");
    object.detach("second");
    assertThat(event()).isEqualTo("010a00000000");
  }

  @Test
  void attachedByTheKfunc() {
    int id = rig.device().id();
    int first = attach(id, fd("first"), 0);
    assertThat(first).isPositive();
    assertThat(attach(id, fd("second"), 0)).isGreaterThan(first);
    assertThat(event()).isEqualTo("010b0a000000");
    assertThat(rig.kernel.close(first)).isZero();
    assertThat(event()).isEqualTo("010b00000000");
    assertThat(rig.kernel.close(first)).as("closed already").isEqualTo(EBADF);
  }

  @Test
  void insertedAtTheHead() {
    int id = rig.device().id();
    assertThat(attach(id, fd("first"), 0)).isPositive();
    assertThat(attach(id, fd("second"), 1)).isPositive();
    assertThat(event()).as("second, then first").isEqualTo("010a0b000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, -1})
  void unknownFlags(int flags) {
    assertThat(attach(rig.device().id(), fd("first"), flags)).isEqualTo(EINVAL);
  }

  @Test
  void whatCannotBeAttached() {
    int id = rig.device().id();
    assertThat(attach(999, fd("first"), 0)).as("no such device").isEqualTo(EINVAL);
    assertThat(attach(id, 999, 0)).as("no such descriptor").isEqualTo(EBADF);
    assertThat(attach(id, fd("attach"), 0)).as("a syscall program").isEqualTo(EINVAL);
    int link = attach(id, fd("first"), 0);
    assertThat(attach(id, link, 0)).as("a link").isEqualTo(EBADF);
  }

  @Test
  void fixupReprobes() {
    HidrawFile before = rig.open();
    int link = attach(rig.device().id(), fd("fixup"), 0);
    assertThat(link).isPositive();
    assertThat(before.node().exists()).isFalse();
    assertThat(rig.device().descriptor()[4]).isEqualTo((byte) 0x22);
    assertThat(attach(rig.device().id(), fd("fixup"), 0)).isEqualTo(E2BIG);
    assertThat(rig.kernel.close(link)).isZero();
    assertThat(rig.device().descriptor()[4]).isEqualTo((byte) 0x01);
  }

  @Test
  void sixtyFourEventPrograms() {
    int id = rig.device().id();
    for (int i = 0; i < 64; i++) {
      assertThat(attach(id, fd("first"), 0)).isPositive();
    }
    assertThat(attach(id, fd("second"), 0)).isEqualTo(E2BIG);
    assertThat(attach(id, fd("fixup"), 0)).as("another hook").isPositive();
  }

  @ParameterizedTest(name = "result {0}: {1}")
  @CsvSource({"-1, -1, ''", "9, 0, 010a00000000000000", "65, -22, ''", "5, 0, 010a000000"})
  void results(int result, int ret, String out) {
    ProgramRig.set(object, "result", result);
    assertThat(object.attach("first")).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010000000000")).isEqualTo(ret);
    assertThat(ProgramRig.read(file)).isEqualTo(out);
  }

  @Test
  void notForAnotherKernel() {
    ProgramRig other = new ProgramRig("6.12", ProgramRig.NUMBERED);
    assertThatThrownBy(() -> other.load("tracing"))
        .isInstanceOf(io.github.hidbpf4j.bpf.BpfException.class)
        .message()
        .doesNotContain("\n");
  }
}
