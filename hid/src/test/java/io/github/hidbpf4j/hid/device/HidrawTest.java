package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HidrawTest {
  private final Rig rig = Rig.numbered();

  private void input(int value) {
    rig.uhid.input(new byte[] {1, (byte) value, 0, 0, 0, 0});
  }

  @Test
  void ringHoldsSixtyThreeAndDropsTheNewest() {
    HidrawFile file = rig.open();
    rig.log.take();
    for (int i = 0; i < 70; i++) {
      input(i);
    }
    assertThat(rig.log.take("full")).hasSize(7);
    for (int i = 0; i < 63; i++) {
      byte[] report = file.read();
      assertThat(report).startsWith(1, i);
    }
    assertThat(file.read()).isNull();
    // and it works on, round and round
    for (int i = 0; i < 200; i++) {
      input(i);
      assertThat(file.read()).startsWith(1, i);
    }
  }

  @Test
  void aFullFileDoesNotHinderAnother() {
    HidrawFile full = rig.open();
    for (int i = 0; i < 63; i++) {
      input(i);
    }
    HidrawFile other = rig.open();
    input(99);
    assertThat(other.read()).startsWith(1, 99);
    assertThat(full.read()).startsWith(1, 0);
  }

  /** However many come: a ring would be full after 63 of them. */
  @Test
  void listenersMayTakeReportsInsteadOfTheQueue() {
    List<Integer> taken = new ArrayList<>();
    HidrawFile file =
        requireNonNull(
            requireNonNull(rig.device().hidraw())
                .open(
                    new HidrawListener() {
                      @Override
                      public boolean take(ReportView report) {
                        boolean mine = report.get(1) != 7;
                        if (mine) {
                          taken.add(report.get(1));
                        }
                        return mine;
                      }

                      @Override
                      public void readable(HidrawFile readable) {
                        taken.add(-1);
                      }
                    }));
    rig.log.take();
    for (int i = 0; i < 100; i++) {
      input(i);
    }
    assertThat(rig.log.take("full")).isEmpty();
    assertThat(taken).hasSize(100).startsWith(0, 1, 2, 3, 4, 5, 6, -1, 8, 9);
    assertThat(file.read()).startsWith(1, 7);
    assertThat(file.read()).isNull();
  }

  @Test
  void readIsCutAndTheRestIsLost() {
    HidrawFile file = rig.open();
    input(7);
    input(8);
    byte[] buffer = new byte[8];
    assertThat(file.read(buffer, 1, 2)).isEqualTo(2);
    assertThat(buffer).startsWith(0, 1, 7, 0);
    assertThat(file.read(buffer, 0, 8)).isEqualTo(6);
    assertThat(buffer).startsWith(1, 8);
    assertThat(file.read(buffer, 0, 8)).isEqualTo(-11);
  }

  /** Readers race for reports: each gets whole ones, and nobody gets one twice. */
  @Test
  void eachReportGoesToOneOfSeveralReaders() throws InterruptedException {
    rig.bus.setObserver(null);
    HidrawFile file = rig.open();
    int reports = 50_000;
    AtomicInteger taken = new AtomicInteger();
    AtomicIntegerArray seen = new AtomicIntegerArray(reports);
    AtomicInteger broken = new AtomicInteger();
    Thread[] readers = new Thread[3];
    for (int i = 0; i < readers.length; i++) {
      readers[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    byte[] report = new byte[6];
                    while (taken.get() < reports) {
                      if (file.read(report, 0, report.length) < 0) {
                        Thread.onSpinWait();
                        continue;
                      }
                      int number = report[1] & 0xff | (report[2] & 0xff) << 8;
                      if (number < reports
                          && report[0] == 1
                          && report[3] == (byte) ~report[1]
                          && report[4] == (byte) ~report[2]) {
                        seen.incrementAndGet(number);
                      } else {
                        broken.incrementAndGet();
                      }
                      taken.incrementAndGet();
                    }
                  });
    }
    for (int i = 0; i < reports; i++) {
      while (i - taken.get() > 55) {
        Thread.onSpinWait();
      }
      byte low = (byte) i;
      byte high = (byte) (i >>> 8);
      rig.uhid.input(new byte[] {1, low, high, (byte) ~low, (byte) ~high, 0});
    }
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(broken.get()).isZero();
    for (int i = 0; i < reports; i++) {
      assertThat(seen.get(i)).as("report %d", i).isOne();
    }
  }

  @Test
  void onlyTheFirstOpenAndTheLastCloseReachTheDevice() {
    HidrawFile first = rig.open();
    HidrawFile second = rig.open();
    assertThat(first.source()).isNotZero().isNotEqualTo(second.source());
    first.close();
    first.close();
    assertThat(rig.log.take("OPEN", "CLOSE")).containsExactly("OPEN");
    second.close();
    assertThat(rig.log.take("OPEN", "CLOSE")).containsExactly("CLOSE");
    rig.open();
    assertThat(rig.log.take("OPEN", "CLOSE")).containsExactly("OPEN");
  }

  @Test
  void queuedReportsOutliveTheNode() {
    HidrawFile file = rig.open();
    input(7);
    rig.call(rig.uhid::destroy);
    assertThat(file.poll())
        .isEqualTo(
            HidrawFile.POLLIN | HidrawFile.POLLOUT | HidrawFile.POLLERR | HidrawFile.POLLHUP);
    byte[] buffer = new byte[6];
    assertThat(file.read(buffer, 0, 6)).isEqualTo(6);
    assertThat(file.read(buffer, 0, 6)).isEqualTo(-5);
    assertThat(file.node().open()).isNull();
    assertThat(rig.bus.hidraw(0)).isNull();
    file.close();
    assertThat(rig.log.take("CLOSE")).hasSize(1);
  }

  @Test
  void pollTellsWhatIsThere() {
    HidrawFile file = rig.open();
    assertThat(file.poll()).isEqualTo(HidrawFile.POLLOUT);
    input(7);
    assertThat(file.poll()).isEqualTo(HidrawFile.POLLOUT | HidrawFile.POLLIN);
  }

  @Test
  void revokedIsEnodev() {
    List<String> heard = new ArrayList<>();
    HidrawFile file =
        requireNonNull(
            rig.node()
                .open(
                    new HidrawListener() {
                      @Override
                      public void readable(HidrawFile readable) {
                        heard.add("readable");
                      }

                      @Override
                      public void hangup(HidrawFile hung) {
                        heard.add("hangup");
                      }
                    }));
    input(7);
    assertThat(file.revoke()).isZero();
    input(8);
    assertThat(heard).containsExactly("readable", "hangup");
    byte[] buffer = new byte[6];
    assertThat(file.read(buffer, 0, 6)).isEqualTo(-19);
    assertThat(file.read()).isNull();
    assertThat(file.write(hex("01b1b2"))).isEqualTo(-19);
    assertThat(file.getReport(ReportType.FEATURE, buffer)).isEqualTo(-19);
    assertThat(file.setReport(ReportType.FEATURE, buffer)).isEqualTo(-19);
    assertThat(file.descriptorSize()).isEqualTo(-19);
    assertThat(file.descriptor(buffer, 6)).isEqualTo(-19);
    assertThat(file.rawName(buffer)).isEqualTo(-19);
    assertThat(file.rawInfo()).isNull();
    assertThat(file.revoke()).isEqualTo(-19);
    assertThat(file.poll() & HidrawFile.POLLHUP).isNotZero();
  }

  @ParameterizedTest(name = "buffer of {0}")
  @CsvSource({"64, 12", "12, 12", "11, 11", "1, 1", "0, 0"})
  void strings(int length, int copied) {
    HidrawFile file = rig.open();
    byte[] buffer = new byte[length];
    assertThat(file.rawName(buffer)).isEqualTo(copied);
    assertThat(new String(buffer, 0, copied, StandardCharsets.US_ASCII))
        .isEqualTo("test device\0".substring(0, copied));
    assertThat(file.rawPhys(buffer)).isEqualTo(Math.min(1, length));
    assertThat(file.rawUniq(buffer)).isEqualTo(Math.min(1, length));
  }

  @Test
  void longStringsAreCutToTheirFields() {
    Rig other =
        new Rig(
                new HidDeviceInfo(
                    "n".repeat(200), "p".repeat(70), "u".repeat(70), 5, 0x1234_5678, -1, 1, 0),
                Rig.NUMBERED)
            .plug();
    assertThat(other.device().name()).hasSize(127);
    assertThat(other.device().phys()).hasSize(63);
    assertThat(other.device().uniq()).hasSize(63);
    assertThat(other.open().rawInfo())
        .isEqualTo(new HidrawFile.RawInfo(5, (short) 0x5678, (short) -1));
    assertThat(other.device().sysfsName()).isEqualTo("0005:12345678:FFFFFFFF.0001");
  }

  @ParameterizedTest(name = "descriptor of size {0}")
  @CsvSource({"49, 49", "4095, 49", "10, 10", "0, 0", "4096, -22", "-1, -22"})
  void descriptor(int size, int ret) {
    HidrawFile file = rig.open();
    assertThat(file.descriptorSize()).isEqualTo(49);
    byte[] value = new byte[4096];
    assertThat(file.descriptor(value, size)).isEqualTo(ret);
    if (ret > 0) {
      assertThat(value).startsWith(java.util.Arrays.copyOf(hex(Rig.NUMBERED), ret));
      assertThat(value[ret]).isZero();
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"0, -22", "1, -22", "2, 2", "4096, 4096", "4097, -22", "16384, -22", "16385, -22"})
  void lengthsOfWrite(int length, int ret) {
    HidrawFile file = rig.open();
    byte[] report = new byte[length];
    assertThat(rig.call(() -> file.write(report))).isEqualTo(ret);
  }

  @Test
  void waitingReadEndsWithAReportATimeoutOrTheDevice() {
    HidrawFile file = rig.open();
    byte[] buffer = new byte[6];
    long start = rig.clock.now();
    assertThat(rig.call(() -> file.readWithTimeout(buffer, 0, 6, 1000))).isEqualTo(-11);
    assertThat(rig.clock.now() - start).isEqualTo(1000);
    rig.clock.newTimer("device", () -> input(7)).arm(rig.clock.now() + 500);
    assertThat(rig.call(() -> file.readWithTimeout(buffer, 0, 6, 1000))).isEqualTo(6);
    rig.clock
        .newWork(
            "unplug",
            () -> {
              rig.clock.sleep(100);
              rig.uhid.destroy();
            })
        .queue();
    assertThat(rig.call(() -> file.readWithTimeout(buffer, 0, 6, Long.MAX_VALUE))).isEqualTo(-5);
  }

  @Test
  void listenerMayReadAtOnce() {
    List<String> heard = new ArrayList<>();
    requireNonNull(rig.node().open(readable -> heard.add(Rig.read(readable))));
    for (int i = 0; i < 100; i++) {
      input(i);
    }
    assertThat(heard).hasSize(100).startsWith("010000000000", "010100000000");
  }

  @Test
  void sixtyFifthDeviceHasNoNode() {
    for (int i = 0; i < 64; i++) {
      UhidDevice more =
          new UhidDevice(
              rig.bus, HidDeviceInfo.of("more", 3, 1, i), hex(Rig.NUMBERED), DeviceResponder.NONE);
      assertThat(more.create()).isZero();
      rig.clock.settle();
    }
    HidDevice last = requireNonNull(rig.bus.device(65));
    assertThat(last.isBound()).isTrue();
    assertThat(last.hidraw()).isNull();
    assertThat(last.inputReport(ReportType.INPUT, hex("01a1a2a3a4a5"), 0, 6)).isZero();
  }

  @Test
  void transportWithoutInterruptOutFallsBackToSetReport() {
    List<String> sent = new ArrayList<>();
    HidDevice device =
        rig.bus.add(
            HidDeviceInfo.of("no interrupt out", 3, 1, 2),
            hex(Rig.NUMBERED),
            new HidTransport() {
              @Override
              public int start(HidDevice hid) {
                return 0;
              }

              @Override
              public void stop(HidDevice hid) {}

              @Override
              public int open(HidDevice hid) {
                return sent.size() > 1 ? -5 : 0;
              }

              @Override
              public void close(HidDevice hid) {}

              @Override
              public int getReport(HidDevice hid, int id, ReportType type, ReportView data) {
                return -5;
              }

              @Override
              public int setReport(HidDevice hid, int id, ReportType type, ReportView data) {
                sent.add(type + " " + id + " " + data);
                return data.size();
              }

              @Override
              public int outputReport(HidDevice hid, ReportView data) {
                return -38;
              }
            });
    Hidraw node = requireNonNull(device.hidraw());
    try (HidrawFile file = requireNonNull(node.open())) {
      assertThat(file.write(hex("01b1b2"))).isEqualTo(3);
      assertThat(file.setReport(ReportType.OUTPUT, hex("02b1"))).isEqualTo(2);
    }
    assertThat(sent).containsExactly("OUTPUT 1 01b1b2", "OUTPUT 2 02b1");
    assertThat(node.open()).as("transport does not open").isNull();
  }
}
