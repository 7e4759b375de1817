package io.github.hidbpf4j.testing.scenario;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario: devices, their fixes, and what happens step by step.
 *
 * @param file file that contains it
 * @param line its first line in the file, from 1
 * @param name as written in the file; "" for the only one in a file
 * @param fixes objects, in the order in which they are attached; empty to use those of the folder
 *     that are for the device
 * @param devices the devices, at least one unless the scenario is only about verdicts
 * @param kernels names of profiles under which it holds; empty for those that load the objects
 * @param explore how many seeds are tried besides the natural order; 0 for none
 * @param seed 0 for the natural order of events
 * @param properties udev properties of all devices
 * @param optional optional maps and programs of the objects to load
 * @param force whether to attach objects that are not for the device, too
 * @param steps what is done and expected
 */
public record Scenario(
    Path file,
    int line,
    String name,
    List<Path> fixes,
    List<Device> devices,
    List<String> kernels,
    int explore,
    long seed,
    Map<String, String> properties,
    List<String> optional,
    boolean force,
    List<Step> steps) {
  /** Copies. */
  public Scenario {
    fixes = List.copyOf(fixes);
    devices = List.copyOf(devices);
    kernels = List.copyOf(kernels);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    optional = List.copyOf(optional);
    steps = List.copyOf(steps);
  }

  /**
   * A device of a scenario.
   *
   * @param line its line
   * @param name its name in steps; "" for the only one
   * @param recording provides its descriptor, name and ids, and the events for {@code replay}
   * @param index its index in that recording; -1 for the first one
   * @param model how it answers; empty to use the file beside the recording, if there is one
   */
  public record Device(int line, String name, Path recording, int index, List<Path> model) {
    /** Copies. */
    public Device {
      model = List.copyOf(model);
    }
  }

  /** Whether all steps are about verdicts. */
  public boolean isAboutVerdicts() {
    return !steps.isEmpty()
        && steps.stream()
            .allMatch(
                s -> s instanceof Step.Expect e && e.expectation() instanceof Expectation.Verdict);
  }

  /** Whether a step is about verdicts. */
  public boolean speaksOfVerdicts() {
    return expects(Expectation.Verdict.class);
  }

  /** Whether everything that happens is compared with a snapshot. */
  public boolean hasSnapshot() {
    return expects(Expectation.Snapshot.class);
  }

  private boolean expects(Class<? extends Expectation> kind) {
    return steps.stream()
        .anyMatch(s -> s instanceof Step.Expect e && kind.isInstance(e.expectation()));
  }
}
