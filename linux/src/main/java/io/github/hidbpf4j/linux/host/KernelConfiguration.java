package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the running kernel: from {@code /proc/config.gz} if it exists, otherwise
 * from the file installed with the kernel.
 *
 * @param source the file; null if none can be read
 * @param states options that are set, without {@code CONFIG_}
 */
public record KernelConfiguration(@Nullable Path source, Map<String, OptionState> states) {
  private static final String PREFIX = "CONFIG_";

  /** More than any configuration: Debian's have 300 KB. */
  private static final int SIZE_MAX = 8 << 20;

  /** Reads the configuration of the kernel of this release, {@code 6.12.94+deb13-amd64}. */
  static KernelConfiguration read(HostFiles files, String release) {
    Path own = files.path("/proc/config.gz");
    Optional<byte[]> text = HostFiles.bytes(own, SIZE_MAX).flatMap(KernelConfiguration::unpack);
    if (text.isPresent()) {
      return parse(own, text.get());
    }
    if (!release.isEmpty() && release.indexOf('/') < 0) {
      for (String path :
          List.of("/boot/config-" + release, "/lib/modules/" + release + "/config")) {
        Path file = files.path(path);
        text = HostFiles.bytes(file, SIZE_MAX);
        if (text.isPresent()) {
          return parse(file, text.get());
        }
      }
    }
    return new KernelConfiguration(null, Map.of());
  }

  private static Optional<byte[]> unpack(byte[] packed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return Optional.of(in.readNBytes(SIZE_MAX));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static KernelConfiguration parse(Path source, byte[] text) {
    Map<String, OptionState> states = new TreeMap<>();
    new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(PREFIX))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              String value = line.substring(equals + 1);
              if (equals > 0 && (value.equals("y") || value.equals("m"))) {
                states.put(
                    line.substring(PREFIX.length(), equals),
                    value.equals("y") ? OptionState.BUILT_IN : OptionState.MODULE);
              }
            });
    return new KernelConfiguration(source, Map.copyOf(states));
  }

  /** The state of an option such as {@code HID_BPF}. */
  public OptionState state(String option) {
    return source == null ? OptionState.UNKNOWN : states.getOrDefault(option, OptionState.OFF);
  }
}
