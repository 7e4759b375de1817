package io.github.hidbpf4j.testing.play;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a test does, from plugging in its devices to its end.
 *
 * @param profile name of the kernel profile of the replay
 * @param seed decides what device models leave to chance
 * @param devices its devices; a step refers to one by index
 * @param steps the steps, in order; the last one is {@link PlayStep.End}
 * @param objects bytes of the object files that the devices' fixes name
 */
public record Play(
    String profile,
    long seed,
    List<PlayedDevice> devices,
    List<PlayStep> steps,
    Map<String, byte[]> objects) {
  /** Copies. */
  public Play {
    devices = List.copyOf(devices);
    steps = List.copyOf(steps);
    objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
  }

  /** When a step is done, in nanoseconds since the test began; 0 if there is no such step. */
  public long nanos(int step) {
    return step < 0 || step >= steps.size() ? 0 : steps.get(step).nanos();
  }

  /** Whether fixes are detached from a device that stays. */
  public boolean detaches() {
    return steps.stream().anyMatch(step -> step.action() instanceof PlayStep.Detach);
  }
}
