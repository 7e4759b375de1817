package io.github.hidbpf4j.live.recorder;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that is recorded.
 *
 * @param device has a hidraw node
 * @param bridged the clone of our bridge for it, which has one too; null without. With it the
 *     device's own reports are those before the programs ({@code B:}), the clone's those after them
 *     ({@code E:})
 * @param kernelPrograms what of HID-BPF in the kernel is known to be on it: reports are those
 *     behind these programs
 */
public record RecordingSource(
    LiveDevice device, @Nullable LiveDevice bridged, List<String> kernelPrograms) {
  /** Copies. */
  public RecordingSource {
    kernelPrograms = List.copyOf(kernelPrograms);
  }
}
