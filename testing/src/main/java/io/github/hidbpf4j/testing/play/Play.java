package io.github.hidbpf4j.testing.play;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a test does, from plugging its devices in to its end.
 *
 * @param profile name of the kernel that the replay was one of
 * @param seed decides what device models leave to chance
 * @param devices its devices; a step names one by its place here
 * @param steps what is done, in order; the last one is {@link PlayStep.End}
 * @param objects bytes of the object files that its devices' fixes name
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

  /** When a step is done: nanoseconds since the test began; 0 for one that is not there. */
  public long nanos(int step) {
    return step < 0 || step >= steps.size() ? 0 : steps.get(step).nanos();
  }

  /** Whether the fixes are taken away from a device that stays. */
  public boolean detaches() {
    return steps.stream().anyMatch(step -> step.action() instanceof PlayStep.Detach);
  }
}
