package io.github.hidbpf4j.live.recorder;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device to record.
 *
 * @param device the device, which must have a hidraw node
 * @param bridged the clone that our bridge has made of it, which has one too; null if there is
 *     none. With it, the device's own reports are those before the programs ({@code B:}), the
 *     clone's those after them ({@code E:})
 * @param kernelPrograms the kernel's HID-BPF programs that are known to be attached to it: reports
 *     are recorded after these programs
 */
public record RecordingSource(
    LiveDevice device, @Nullable LiveDevice bridged, List<String> kernelPrograms) {
  /** Copies. */
  public RecordingSource {
    kernelPrograms = List.copyOf(kernelPrograms);
  }
}
