package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report descriptors that occurred in a run, numbered. */
final class DescriptorTable {
  static final int NONE = -1;

  private final Map<ReportDescriptor, Integer> parsed = new IdentityHashMap<>();
  private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
  private final List<byte[]> all = new ArrayList<>();

  /** The number of a descriptor; {@link #NONE} for none. */
  int number(@Nullable ReportDescriptor descriptor) {
    if (descriptor == null) {
      return NONE;
    }
    return parsed.computeIfAbsent(descriptor, d -> number(d.bytes()));
  }

  /** The number of a descriptor, valid or not; {@link #NONE} if it is empty. */
  int number(byte[] descriptor) {
    if (descriptor.length == 0) {
      return NONE;
    }
    return numbers.computeIfAbsent(
        ByteBuffer.wrap(descriptor),
        bytes -> {
          all.add(descriptor);
          return all.size() - 1;
        });
  }

  List<byte[]> all() {
    return List.copyOf(all);
  }
}
