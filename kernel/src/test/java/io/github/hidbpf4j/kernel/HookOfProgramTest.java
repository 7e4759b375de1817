package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A program runs at the hook that it was verified for: other hooks pass other arguments. */
class HookOfProgramTest {
  @Test
  void aProgramGoesIntoItsOwnSlotOnly() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.UNNUMBERED);
    LoadedObject object = rig.load("constants");
    LoadedProgram event = Objects.requireNonNull(object.programs().get("branches"));
    int id = rig.device().id();
    HidBpfOps own = new HidBpfOps("mine", id, 0, event, null, null, null);
    assertThat(own.deviceEvent()).isSameAs(event);
    assertThatThrownBy(() -> new HidBpfOps("mine", id, 0, null, event, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mine: program 'branches' was not verified for hook hid_rdesc_fixup");
    assertThatThrownBy(() -> new HidBpfOps("mine", id, 0, null, null, event, null))
        .hasMessageEndingWith("hook hid_hw_request");
    assertThatThrownBy(() -> new HidBpfOps("mine", id, 0, null, null, null, event))
        .hasMessageEndingWith("hook hid_hw_output_report");
    assertThatThrownBy(() -> HidBpfOps.tracing("mine", id, 0, event, null))
        .hasMessageEndingWith("hook hid_bpf_device_event");
    assertThatThrownBy(() -> HidBpfOps.offload("mine", id, 0, event))
        .hasMessageEndingWith("hook hid_bpf_offload");
  }
}
