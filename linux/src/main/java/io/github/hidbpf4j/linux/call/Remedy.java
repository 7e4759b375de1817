package io.github.hidbpf4j.linux.call;

import java.util.List;
import java.util.Set;

/**
 * What a user can do about an error of a system call. The first matching row applies.
 *
 * @param call name of the call or ioctl; empty for any
 * @param path prefix of the path; empty for any
 * @param errors the errors
 * @param advice one line, without full stop
 */
record Remedy(String call, String path, Set<SystemError> errors, String advice) {
  private static final String UNPLUGGED =
      "unplugged, or it has another number now: `hidbpf list` shows the devices";

  /** All rows. */
  static final List<Remedy> ALL =
      List.of(
          row(
              "open",
              "/dev/uhid",
              "load the module: `modprobe uhid`; at every start: `echo uhid"
                  + " >/etc/modules-load.d/uhid.conf`",
              SystemError.ENOENT),
          row(
              "open",
              "/dev/uhid",
              "the kernel has no uhid: `modprobe uhid` says why, it needs CONFIG_UHID",
              SystemError.ENODEV,
              SystemError.ENXIO),
          row(
              "open",
              "/dev/uhid",
              "run as root or in the group of /dev/uhid; who may write it can type as if at the"
                  + " keyboard",
              SystemError.EACCES),
          row(
              "open",
              "/dev/hidraw",
              "run as root, or give yourself the device by a udev rule: KERNEL==\"hidraw*\","
                  + " KERNELS==\"BBBB:VVVV:PPPP.*\", TAG+=\"uaccess\" in"
                  + " /etc/udev/rules.d/60-hidraw.rules",
              SystemError.EACCES),
          row(
              "open",
              "/dev/input/",
              "run as root, or in the group of the file: `adduser $USER input`, and log in again",
              SystemError.EACCES),
          row("open", "", "run as root, or have the file's rights changed", SystemError.EACCES),
          row(
              "open",
              "/dev/",
              "a container or service does not let this device in: DeviceAllow= of the systemd"
                  + " unit, --device of the container",
              SystemError.EPERM),
          row(
              "open",
              "/dev/",
              UNPLUGGED,
              SystemError.ENOENT,
              SystemError.ENODEV,
              SystemError.ENXIO,
              SystemError.EIO),
          row(
              "EVIOCGRAB",
              "",
              "another program has grabbed it, such as keyd, input-remapper, or hidbpf itself:"
                  + " `fuser -v` on the file shows who has it open",
              SystemError.EBUSY),
          row("UHID_CREATE2", "", "the descriptor must have 1 to 4096 bytes", SystemError.EINVAL),
          row("UHID_CREATE2", "", "this file has already created its device", SystemError.EALREADY),
          row(
              "",
              "netlink",
              "a service or container may not use netlink: RestrictAddressFamilies=AF_NETLINK of"
                  + " the systemd unit",
              SystemError.EPERM,
              SystemError.EACCES,
              SystemError.EAFNOSUPPORT,
              SystemError.EPROTONOSUPPORT),
          row(
              "bpf_object__load",
              "",
              "run as root, or with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; where root is refused,"
                  + " a container, kernel lockdown or a security module is in the way",
              SystemError.EPERM),
          row(
              "bpf_object__load",
              "",
              "the verifier rejects a program, or the kernel lacks what it needs",
              SystemError.EACCES,
              SystemError.EINVAL,
              SystemError.E2BIG),
          row(
              "bpf_object__load",
              "",
              "the kernel does not describe a type or function that the object needs: it is another"
                  + " version's, or the kernel has no types at all (CONFIG_DEBUG_INFO_BTF)",
              SystemError.ESRCH),
          row(
              "bpf_object__load",
              "",
              "the kernel lacks a function, type or map that the object needs",
              SystemError.ENOENT,
              SystemError.ENOTSUPP),
          row(
              "bpf_object__load",
              "",
              "the kernel has no BPF: it needs CONFIG_BPF_SYSCALL",
              SystemError.ENOSYS),
          row("bpf_object__open_mem", "", "expected an object file for BPF", SystemError.ENOEXEC),
          row(
              "bpf_map__attach_struct_ops",
              "",
              "the device that the map is for is not connected",
              SystemError.ENODEV),
          row(
              "bpf_map__attach_struct_ops",
              "",
              "the device has as many programs of this kind as it takes",
              SystemError.E2BIG),
          row(
              "bpf_link__pin",
              "",
              "expected a folder of a BPF file system: `mount -t bpf bpf /sys/fs/bpf`",
              SystemError.EINVAL,
              SystemError.ENOENT),
          row(
              "bpf_link__pin",
              "",
              "run as root: /sys/fs/bpf is root's",
              SystemError.EPERM,
              SystemError.EACCES),
          row(
              "bpf_map__pin",
              "",
              "expected a folder of a BPF file system: `mount -t bpf bpf /sys/fs/bpf`",
              SystemError.EINVAL,
              SystemError.ENOENT),
          row(
              "bpf_map__pin",
              "",
              "run as root: /sys/fs/bpf is root's",
              SystemError.EPERM,
              SystemError.EACCES),
          row(
              "recvmsg",
              "netlink",
              "events came faster than they were read and some are lost: scan all devices again",
              SystemError.ENOBUFS),
          row(
              "",
              "",
              "raise the limit: `ulimit -n`, LimitNOFILE= of the systemd unit",
              SystemError.EMFILE,
              SystemError.ENFILE),
          row("", "", "expected the node of a HID or input device", SystemError.ENOTTY),
          row(
              "",
              "/dev/",
              "the device does not answer, or was unplugged",
              SystemError.EIO,
              SystemError.ENODEV,
              SystemError.ENXIO),
          row(
              "",
              "/dev/",
              "the device refuses the request",
              SystemError.EPIPE,
              SystemError.EPROTO,
              SystemError.ETIMEDOUT));

  private static Remedy row(String call, String path, String advice, SystemError... errors) {
    return new Remedy(call, path, Set.of(errors), advice);
  }

  private boolean fits(String name, String file, int result) {
    return (call.isEmpty() || call.equals(name))
        && file.startsWith(path)
        && errors.stream().anyMatch(error -> error.result() == result);
  }

  /** The advice for an error; empty if there is none. */
  static String of(String call, String path, int result) {
    return ALL.stream()
        .filter(row -> row.fits(call, path, result))
        .findFirst()
        .map(Remedy::advice)
        .orElse("");
  }
}
