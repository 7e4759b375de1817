package io.github.hidbpf4j.bpf.proto;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All helpers of Linux 6.12 by number and name ({@code ___BPF_FUNC_MAPPER}, {@code
 * include/uapi/linux/bpf.h}). Their rows are in the tables by subject.
 */
public final class Helpers {
  private static final List<Helper> ALL;
  private static final @Nullable Helper[] BY_NUMBER;
  private static final Map<String, Helper> BY_NAME = new HashMap<>();

  static {
    ALL =
        Stream.of(
                DataFunctions.ALL,
                CoreFunctions.ALL,
                TimerFunctions.ALL,
                TracingFunctions.ALL,
                StorageFunctions.ALL,
                PacketFunctions.ALL,
                SocketFunctions.ALL)
            .flatMap(List::stream)
            .filter(Helper.class::isInstance)
            .map(Helper.class::cast)
            .sorted(Comparator.comparingInt(Helper::number))
            .toList();
    BY_NUMBER = new Helper[ALL.size() + 1];
    for (Helper helper : ALL) {
      if (BY_NUMBER[helper.number()] != null || BY_NAME.put(helper.name(), helper) != null) {
        throw new IllegalStateException("two rows for " + helper);
      }
      BY_NUMBER[helper.number()] = helper;
    }
  }

  private Helpers() {}

  /** One more than the highest number. */
  static int count() {
    return BY_NUMBER.length;
  }

  /** All of them, by number. */
  public static List<Helper> all() {
    return ALL;
  }

  /** The helper of this number, or null if Linux 6.12 has none. */
  public static @Nullable Helper of(int number) {
    return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** The helper of this name, with its prefix; or null. */
  public static @Nullable Helper of(String name) {
    return BY_NAME.get(name);
  }
}
