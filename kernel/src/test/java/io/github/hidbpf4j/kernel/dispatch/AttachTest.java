package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidrawFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attach and detach: order, flags, limits, state after a failure; as measured on 6.12. */
class AttachTest {
  private static final int EINVAL = -22;
  private static final int E2BIG = -7;

  private final DispatchRig rig = new DispatchRig();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runInTheOrderOfAttaching() {
    HidBpfOps b = event("b", 0);
    attachAll(event("a", 0), b, event("c", 0), event("d", 0));
    assertThat(order()).isEqualTo("abcd");
    rig.detach(b);
    assertThat(order()).isEqualTo("acd");
    assertThat(rig.attach(b)).isZero();
    assertThat(order()).isEqualTo("acdb");
  }

  @Test
  void beforeMeansBeforeThoseOfThatMoment() {
    attachAll(
        event("a", 0),
        event("b", HidBpfOps.BPF_F_BEFORE),
        event("c", 0),
        event("d", HidBpfOps.BPF_F_BEFORE));
    assertThat(order()).isEqualTo("dbac");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 12, 1, -1})
  void otherFlagsAreRefused(int flags) {
    assertThat(rig.attach(event("a", flags))).isEqualTo(EINVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {99999, 0, -1})
  void unknownDevice(int id) {
    assertThat(rig.attach(new HidBpfOps("a", id, 0, null, null, null, null))).isEqualTo(EINVAL);
  }

  @Test
  void attachedTwice() {
    HidBpfOps a = event("a", 0);
    attachAll(a);
    assertThat(rig.attach(a)).isEqualTo(EINVAL);
    assertThat(order()).isEqualTo("a");
    rig.detach(a);
    assertThat(a.isAttached()).isFalse();
    assertThat(rig.attach(a)).isZero();
    assertThat(order()).isEqualTo("a");
  }

  @Test
  void detachOfWhatIsNotAttachedDoesNothing() {
    rig.detach(event("a", 0));
    assertThat(order()).isEmpty();
  }

  @Test
  void sixtyFourAndNoMore() {
    for (int i = 0; i < 64; i++) {
      assertThat(rig.attach(event("x", 0))).as("number %d", i).isZero();
    }
    HidBpfOps last = event("y", 0);
    assertThat(rig.attach(last)).isEqualTo(E2BIG);
    assertThat(last.isAttached()).isFalse();
    assertThat(rig.attach(last)).as("a failed attach is never forgotten").isEqualTo(EINVAL);
    assertThat(order()).isEqualTo("x".repeat(64));
  }

  @Test
  void secondFixupIsRefusedForEver() {
    HidBpfOps first = rig.onDescriptor(c -> 0);
    HidBpfOps second = rig.onDescriptor(c -> 0);
    attachAll(first);
    assertThat(rig.attach(second)).isEqualTo(EINVAL);
    rig.detach(first);
    assertThat(rig.attach(second)).isEqualTo(EINVAL);
    assertThat(rig.attach(rig.onDescriptor(c -> 0))).isZero();
  }

  @Test
  void deviceThatGoesTakesItsProgramsAlong() {
    HidBpfOps a = event("a", 0);
    attachAll(a);
    int id = rig.device().id();
    rig.call(rig.uhid::destroy);
    assertThat(a.isAttached()).isFalse();
    rig.detach(a);
    assertThat(rig.attach(a)).isEqualTo(EINVAL);
    rig.plug();
    assertThat(rig.device().id()).as("a replugged device has another id").isNotEqualTo(id);
    assertThat(order()).isEmpty();
    assertThat(rig.attach(event("b", 0))).isZero();
    assertThat(order()).isEqualTo("b");
  }

  @Test
  void fixupReprobesAtAttachAndDetach() {
    HidrawFile file = rig.open();
    HidBpfOps fixup = rig.onDescriptor(c -> 0);
    attachAll(event("a", 0), fixup);
    assertThat(file.node().exists()).isFalse();
    assertThat(order()).as("event programs stay over a re-probe").isEqualTo("a");
    HidrawFile second = rig.open();
    rig.detach(fixup);
    assertThat(second.node().exists()).isFalse();
    assertThat(order()).isEqualTo("a");
  }

  // ---- the tracing era

  @Test
  void tracingProgramsCountPerHookAndForgetFailures() {
    DispatchRig old = new DispatchRig(DispatchRig.NUMBERED, "6.10");
    int id = old.device().id();
    HookProgram program = old.program("p", c -> 0);
    HidBpfOps fixup = HidBpfOps.tracing("f", id, 0, null, program);
    HidBpfOps second = HidBpfOps.tracing("g", id, 0, null, program);
    assertThat(old.attach(fixup)).isZero();
    assertThat(old.attach(second)).isEqualTo(E2BIG);
    old.detach(fixup);
    assertThat(old.attach(second)).isZero();
    for (int i = 0; i < 64; i++) {
      assertThat(old.attach(HidBpfOps.tracing("e", id, 0, program, null))).isZero();
    }
    assertThat(old.attach(HidBpfOps.tracing("e", id, 0, program, null))).isEqualTo(E2BIG);
  }

  private HidBpfOps event(String name, int flags) {
    return rig.onEvent(
        name,
        flags,
        c -> {
          ran.add(name);
          return 0;
        });
  }

  private void attachAll(HidBpfOps... all) {
    for (HidBpfOps ops : all) {
      assertThat(rig.attach(ops)).as(ops.name()).isZero();
    }
  }

  private String order() {
    ran.clear();
    rig.input("010203040506");
    return String.join("", ran);
  }
}
