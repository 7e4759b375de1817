package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open           | /dev/uhid          | ENOENT       | modprobe uhid
          open           | /dev/uhid          | ENODEV       | CONFIG_UHID
          open           | /dev/uhid          | EACCES       | group of /dev/uhid
          open           | /dev/uhid          | EPERM        | DeviceAllow=
          open           | /dev/hidraw3       | EACCES       | udev rule
          open           | /dev/hidraw3       | ENOENT       | unplugged
          open           | /dev/hidraw3       | ENODEV       | unplugged
          open           | /dev/input/event5  | EACCES       | adduser $USER input
          open           | /dev/input/event5  | ENODEV       | unplugged
          open           | /home/x            | EACCES       | rights
          open           | /dev/hidraw3       | EMFILE       | ulimit -n
          eventfd        | /dev/hidraw3       | EMFILE       | ulimit -n
          EVIOCGRAB      | /dev/input/event5  | EBUSY        | keyd
          EVIOCGRAB      | /dev/input/event5  | ENODEV       | unplugged
          HIDIOCGRDESC   | /dev/hidraw3       | EIO          | unplugged
          HIDIOCGRDESC   | /dev/null          | ENOTTY       | expected the node
          HIDIOCGFEATURE | /dev/hidraw3       | EPIPE        | refuses
          UHID_CREATE2   | /dev/uhid          | EINVAL       | 4096
          UHID_CREATE2   | /dev/uhid          | EALREADY     | already
          socket         | netlink            | EAFNOSUPPORT | RestrictAddressFamilies
          recvmsg        | netlink            | ENOBUFS      | again
          bpf_object__load           | fix.bpf.o         | EPERM    | CAP_PERFMON
          bpf_object__load           | fix.bpf.o         | ESRCH    | another version's
          bpf_object__load           | fix.bpf.o         | EINVAL   | verifier
          bpf_object__load           | fix.bpf.o         | ENOTSUPP | lacks
          bpf_object__load           | fix.bpf.o         | ENOSYS   | CONFIG_BPF_SYSCALL
          bpf_map__attach_struct_ops | fix.bpf.o: ops    | ENODEV   | not connected
          bpf_link__pin              | /sys/fs/bpf/x/ops | EINVAL   | mount -t bpf
          bpf_link__pin              | /sys/fs/bpf/x/ops | EPERM    | root
          """)
  void fitsCallPathAndError(String call, String path, SystemError error, String advice) {
    SystemCallException exception = new SystemCallException(call, path, error.result());
    assertThat(exception)
        .hasMessageStartingWith(call + " " + path + ": " + error + " (" + error.meaning() + "; ")
        .hasMessageContaining(advice)
        .hasMessageEndingWith(")")
        .hasMessageNotContaining("\n");
    assertThat(exception.is(error)).isTrue();
  }

  @Test
  void everyRowCanBeMet() {
    Set<Remedy> met = new HashSet<>();
    for (Remedy row : Remedy.ALL) {
      for (SystemError error : row.errors()) {
        String call = row.call().isEmpty() ? "read" : row.call();
        String advice = Remedy.of(call, row.path().isEmpty() ? "x" : row.path(), error.result());
        if (advice.equals(row.advice())) {
          met.add(row);
        }
      }
    }
    assertThat(met).containsAll(Remedy.ALL);
  }

  @Test
  void isLeftOutWhereNoneIsKnown() {
    assertThat(new SystemCallException("write", "/x", SystemError.ENOSPC.result()))
        .hasMessage("write /x: ENOSPC (no space left)");
    assertThat(new SystemCallException("write", "/x", -77)).hasMessage("write /x: error 77");
  }
}
