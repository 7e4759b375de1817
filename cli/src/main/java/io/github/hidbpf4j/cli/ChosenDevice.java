package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hidbpf run} for the device of a recording. */
final class ChosenDevice {
  private static final Pattern DEVICE_ID =
      Pattern.compile("(?i)([0-9a-f]{1,4}):([0-9a-f]{1,8}):([0-9a-f]{1,8})");

  @Option(
      names = "--device-index",
      paramLabel = "N",
      description =
          "Which device of a recording that has several (its D: number). Default: the first.")
  @Nullable Integer index;

  @Option(
      names = "--device-id",
      paramLabel = "BUS:VENDOR:PRODUCT",
      description =
          "Ids of the device in hex, as in 0003:09da:0006, instead of those of the recording's I: line. Required if there is none.")
  @Nullable String id;

  /** Selects the device of a recording; {@code --device-id} replaces its ids. */
  RecordedDevice of(RecordingContents contents) {
    RecordedDevice device = contents.device(index);
    if (id != null) {
      Matcher ids = DEVICE_ID.matcher(id);
      if (!ids.matches()) {
        throw new Errors.UsageException(
            "--device-id %s: expected BUS:VENDOR:PRODUCT in hex, as in 0003:09da:0006"
                .formatted(id));
      }
      return device.withIds(
          Integer.parseUnsignedInt(ids.group(1), 16),
          Integer.parseUnsignedInt(ids.group(2), 16),
          Integer.parseUnsignedInt(ids.group(3), 16));
    }
    if (!device.hasIds()) {
      throw new HidException(
          "%s: no bus, vendor and product (I: line; id: of libinput) of device %d: give them, as in --device-id 0003:09da:0006"
              .formatted(contents.name(), device.index()));
    }
    return device;
  }
}
