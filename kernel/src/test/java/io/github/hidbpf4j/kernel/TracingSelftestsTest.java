package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Those of the kernel's own tests of HID-BPF that have other results on earlier kernels. */
class TracingSelftestsTest extends SelftestDevice {
  TracingSelftestsTest() {
    super("6.10");
  }

  @Test
  void test_rdesc_fixup_get_data_overflow() throws IOException {
    LoadedObject o = attach("overflow.tracing.bpf.o", "overflow");
    assertThat(variable(o, "saw_null")).isEqualTo(1);
  }
}
