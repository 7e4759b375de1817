package io.github.hidbpf4j.tools.reference;

import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.ManualEntry;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of hooks, calls (from the rows of functions) and flags: when a hook runs, what a call
 * does and returns.
 */
final class Meaning {
  private static final Map<String, String> HOOKS =
      table(
          """
          hid_device_event | Each input report, before the HID core looks at it; also reports that programs inject (then `source` is not 0). May not sleep. | 0: keep the size, with the bytes as they are now. n > 0: the report has n bytes; more than `allocated_size` drops it with -EINVAL, fewer than its descriptor says drop it too. < 0: dropped, later programs do not run. -4096 and less crash Linux.
          hid_rdesc_fixup | The report descriptor, at every probe of the device; attaching and detaching cause one. The buffer has 4096 bytes. One program a device. | 0: same length, changed bytes stay. 1 to 4096: the new length. < 0 or more: the device's own descriptor is used.
          hid_hw_request | Each GET_REPORT and SET_REPORT, before the device gets it: of hidraw users, drivers and programs. | 0: goes on to the next program, at last to the device, with the bytes as they are now. n > 0: answered with n bytes, the device is not asked. < 0: fails with that errno.
          hid_hw_output_report | Each output report on its way to the device. | As `hid_hw_request`.
          hid_bpf_device_event | As `hid_device_event`, without `source`. | As `hid_device_event`.
          hid_bpf_rdesc_fixup | As `hid_rdesc_fixup`. | As `hid_rdesc_fixup`.
          hid_bpf_offload | Delayed work of RFC v1: all such programs of the device run in order, in process context. There is no event to look at. | >= 0: the next program runs. < 0: the rest does not.
          hidraw_open | A hidraw node is opened: `struct file *` is what later requests of this user have as `source`. | fentry and fexit programs return 0.
          """);

  private static final Map<String, String> CALLS = calls(HidFunctions.ALL, TimerFunctions.ALL);

  private static final Map<String, String> FLAGS =
      table(
          """
          BPF_F_BEFORE | 8 | `flags` of `struct hid_bpf_ops`: attach before all programs that are attached now | 6.12
          HID_BPF_FLAG_INSERT_HEAD | 1 | the same for `hid_bpf_attach_prog` | 6.3 to 6.10, proposals
          BPF_F_TIMER_ABS | 1 | `bpf_timer_start`: `nsecs` is a time of the timer's clock | all but 6.3
          BPF_F_TIMER_CPU_PIN | 2 | `bpf_timer_start`: run on this CPU | all but 6.3
          """);

  private Meaning() {}

  /** The meanings in the rows of these functions, in order. */
  @SafeVarargs
  private static Map<String, String> calls(List<? extends KernelFunction>... tables) {
    Map<String, String> t = new LinkedHashMap<>();
    for (List<? extends KernelFunction> table : tables) {
      for (KernelFunction function : table) {
        ManualEntry entry = function.manual();
        if (entry != null) {
          t.put(function.name(), entry.does() + " | " + entry.returns());
        }
      }
    }
    return t;
  }

  private static Map<String, String> table(String rows) {
    Map<String, String> t = new LinkedHashMap<>();
    rows.strip()
        .lines()
        .forEach(
            row -> {
              int bar = row.indexOf('|');
              t.put(row.substring(0, bar).strip(), row.substring(bar + 1).strip());
            });
    return t;
  }

  /** The meaning as {@code what | returns}, or null. */
  static @Nullable String hook(String name) {
    return HOOKS.get(name);
  }

  /** The meaning as {@code what | returns}, or null. */
  static @Nullable String call(String name) {
    return CALLS.get(name);
  }

  /** The meanings that {@link #call} knows, by name. */
  static Map<String, String> calls() {
    return CALLS;
  }

  /** The meanings of flags as {@code value | what | since}, by name. */
  static Map<String, String> flags() {
    return FLAGS;
  }
}
