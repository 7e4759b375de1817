package io.github.hidbpf4j.tools.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tables of prototypes do not say: when a hook runs, what a call does and returns. */
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

  private static final Map<String, String> CALLS =
      table(
          """
          hid_bpf_get_data | Address of `rdwr_buf_size` bytes (a constant) from `offset` on, of the event, request or descriptor at hand. | NULL when they do not lie within `allocated_size`.
          hid_bpf_allocate_context | A context of one's own for a device by id, to be released. `hid_bpf_get_data` gives NULL for it. | NULL when there is no such device.
          hid_bpf_release_context | Gives a context of one's own back. | nothing
          hid_bpf_attach_prog | Attaches a program to a device. Flags: 0, or 1 to insert it first. | A link's descriptor; -EINVAL: flags, device, or no HID-BPF program; -EBADF; -E2BIG: 64 event programs, or a second descriptor fixup.
          hid_bpf_hw_request | GET_REPORT, SET_REPORT or another class request; report id in byte 0. Waits for the device. | Bytes sent or got; -EINVAL: arguments, or the descriptor has no such report; -EIO: the device answered an error or nothing; -EDEADLK (-35): from a hook that a program's own call runs.
          hid_bpf_hw_output_report | Sends an output report; report id in byte 0. Waits for the device. | Bytes sent; -EINVAL, -ENOSYS, -EDEADLK as above.
          hid_bpf_input_report | Injects a report as if it came from the device; the event hooks see it. Since 6.11 it waits for the input lock (never call it from a descriptor fixup, whose probe holds it); before, it answers -EBUSY. | 0; -EINVAL: arguments, or dropped by the HID core; -EBUSY until 6.10; -EINTR; what an event hook returned below 0; -EDEADLK from an event that a program injected.
          hid_bpf_try_input_report | The same without waiting. From an event hook's own context it runs the hooks at once, within the call and in the same event buffer. | As above, and -EBUSY when the lock is taken.
          hid_bpf_schedule_delayed_work | Has the device's `hid_bpf_offload` programs run in `delay_ms` milliseconds. | true: scheduled. false: it was already, and keeps its deadline; or no such program is attached.
          bpf_timer_init | Makes a timer in a map's value usable; flags: clock 0 REALTIME, 1 MONOTONIC, 7 BOOTTIME. | 0; -EINVAL: flags; -EBUSY: it is already; -EPERM: no user has the map; -ENOMEM.
          bpf_timer_set_callback | What the timer runs: `static int cb(void *map, KEY *key, VALUE *value)`, which returns 0, in softirq context. | 0; -EINVAL: not initialised; -EPERM.
          bpf_timer_start | Starts it, or moves it, to run once `nsecs` from now; flags ABS, CPU_PIN. | 0; -EINVAL: flags, not initialised, or no callback: `bpf_timer_cancel` drops it.
          bpf_timer_cancel | Stops it, waits for a callback that runs, and drops the callback. | 1: it was pending; 0; -EINVAL: not initialised; -EDEADLK: in its own callback, or two callbacks would cancel each other.
          bpf_timer_set_sleepable_cb | Proposals: a callback that may sleep, run from a work item. | 0; -EINVAL: not initialised, or the flag at init says otherwise (v6); -EPERM.
          bpf_timer_set_sleepable_cb_impl | The same, as v4 to v6 had it. | As above.
          bpf_wq_init | Makes a work queue in a map's value usable; flags 0. | 0; -EINVAL; -EBUSY: it is already; -EPERM: no user has the map; -ENOMEM.
          bpf_wq_set_callback_impl | What it runs: `static int cb(void *map, int *key, void *value)`, which returns 0, in process context, where it may sleep. Written `bpf_wq_set_callback(wq, cb, flags)`. | 0; -EINVAL: flags, or not initialised; -EPERM.
          bpf_wq_start | Queues it; queued already, it runs once; running, once more. | 0; -EINVAL: flags, not initialised, or no callback.
          """);

  private static final Map<String, String> FLAGS =
      table(
          """
          BPF_F_BEFORE | 8 | `flags` of `struct hid_bpf_ops`: attach before all programs that are attached now | 6.12
          HID_BPF_FLAG_INSERT_HEAD | 1 | the same for `hid_bpf_attach_prog` | 6.3 to 6.10, proposals
          BPF_F_TIMER_ABS | 1 | `bpf_timer_start`: `nsecs` is a time of the timer's clock | all but 6.3
          BPF_F_TIMER_CPU_PIN | 2 | `bpf_timer_start`: run on this CPU | all but 6.3
          """);

  private Meaning() {}

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

  /** {@code what | returns}, or null. */
  static @Nullable String hook(String name) {
    return HOOKS.get(name);
  }

  /** {@code what | returns}, or null. */
  static @Nullable String call(String name) {
    return CALLS.get(name);
  }

  /** Names of what {@link #call} tells of. */
  static Map<String, String> calls() {
    return CALLS;
  }

  /** {@code value | what | since} by name. */
  static Map<String, String> flags() {
    return FLAGS;
  }
}
