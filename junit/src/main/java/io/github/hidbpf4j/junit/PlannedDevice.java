package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device of a test.
 *
 * @param parameter the annotation of its parameter; null if the test's own annotation describes it
 * @param setup the device and the fixes
 * @param recorded the recording's entries for it
 */
record PlannedDevice(
    @Nullable HidBpfDevice parameter, DeviceSetup setup, List<RecordedEntry> recorded) {
  PlannedDevice {
    recorded = List.copyOf(recorded);
  }
}
