package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Settings that input devices depend on besides the report descriptor. Vendor drivers are not
 * modelled: the device uses {@code hid-generic}, or {@code hid-multitouch} if that driver matches.
 *
 * @param name name of the HID device
 * @param phys its physical path
 * @param uniq its unique identifier
 * @param id its ids, which select quirks and classes of particular devices
 * @param group its group, or null to derive it from the descriptor (a descriptor changed by a
 *     program may give another group than the device's own, which 6.12 uses)
 * @param rules rules of the kernel
 * @param shortReports how that kernel treats reports that are shorter than declared; their buffer
 *     is assumed to be long enough
 * @param requests how the device answers
 * @param scheduler source of time, which runs key repeat and the release of forgotten contacts;
 *     null if time stands still
 */
public record InputOptions(
    String name,
    String phys,
    String uniq,
    InputId id,
    @Nullable DeviceGroup group,
    InputRules rules,
    ShortReports shortReports,
    ReportRequests requests,
    @Nullable Scheduler scheduler) {
  /** A device without ids that answers no request, on Linux 6.12, with time standing still. */
  public static final InputOptions DEFAULT =
      new InputOptions(
          "",
          "",
          "",
          new InputId(3, 0, 0, 0),
          null,
          InputRules.LINUX_6_12,
          ShortReports.DROPPED,
          ReportRequests.UNREADABLE,
          null);

  /**
   * Replaces the device.
   *
   * @param newName name of the HID device
   * @param newId its ids
   * @return a copy for that device
   */
  public InputOptions withDevice(String newName, InputId newId) {
    return new InputOptions(
        newName, phys, uniq, newId, group, rules, shortReports, requests, scheduler);
  }

  /**
   * Replaces the physical path and the unique identifier.
   *
   * @param newPhys physical path of the HID device
   * @param newUniq its unique identifier
   * @return a copy with these
   */
  public InputOptions withPaths(String newPhys, String newUniq) {
    return new InputOptions(
        name, newPhys, newUniq, id, group, rules, shortReports, requests, scheduler);
  }

  /**
   * Replaces the group.
   *
   * @param newGroup group of the HID device, overriding its descriptor
   * @return a copy for that group
   */
  public InputOptions withGroup(DeviceGroup newGroup) {
    return new InputOptions(
        name, phys, uniq, id, newGroup, rules, shortReports, requests, scheduler);
  }

  /**
   * Replaces the kernel.
   *
   * @param newRules input layer of the other kernel
   * @param newShortReports how it treats reports that are shorter than declared
   * @return a copy for that kernel
   */
  public InputOptions withRules(InputRules newRules, ShortReports newShortReports) {
    return new InputOptions(
        name, phys, uniq, id, group, newRules, newShortReports, requests, scheduler);
  }

  /**
   * Replaces the answers of the device.
   *
   * @param newRequests answers GET_REPORT and SET_REPORT
   * @return a copy with these answers
   */
  public InputOptions withRequests(ReportRequests newRequests) {
    return new InputOptions(
        name, phys, uniq, id, group, rules, shortReports, newRequests, scheduler);
  }

  /**
   * Replaces the scheduler.
   *
   * @param newScheduler source of time, which runs key repeat and the release of forgotten contacts
   * @return a copy with this scheduler
   */
  public InputOptions withScheduler(Scheduler newScheduler) {
    return new InputOptions(
        name, phys, uniq, id, group, rules, shortReports, requests, newScheduler);
  }
}
