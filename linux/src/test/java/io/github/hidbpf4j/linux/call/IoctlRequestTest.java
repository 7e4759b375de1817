package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IoctlRequestTest {
  /** As a C compiler prints the macros of linux/hidraw.h and linux/input.h. */
  @ParameterizedTest
  @CsvSource({
    "HIDIOCGRDESCSIZE, 4, 0x80044801",
    "HIDIOCGRDESC, 4100, 0x90044802",
    "HIDIOCSFEATURE, 10, 0xc00a4806",
    "HIDIOCGFEATURE, 10, 0xc00a4807",
    "HIDIOCSINPUT, 10, 0xc00a4809",
    "HIDIOCGINPUT, 10, 0xc00a480a",
    "HIDIOCSOUTPUT, 10, 0xc00a480b",
    "HIDIOCGOUTPUT, 10, 0xc00a480c",
    "EVIOCGID, 8, 0x80084502",
    "EVIOCSREP, 8, 0x40084503",
    "EVIOCGABS, 24, 0x80184540",
    "EVIOCGNAME, 256, 0x81004506",
    "EVIOCGPHYS, 256, 0x81004507",
    "EVIOCGUNIQ, 256, 0x81004508",
    "EVIOCGKEY, 96, 0x80604518",
    "EVIOCGRAB, 4, 0x40044590",
    "EVIOCSCLOCKID, 4, 0x400445a0",
  })
  void hasTheKernelsNumber(IoctlRequest request, int size, String number) {
    assertThat(request.number(size)).isEqualTo(Long.decode(number));
  }

  @Test
  void rowsOfRequestsAreCounted() {
    assertThat(IoctlRequest.EVIOCGABS.number(24, 0x35)).isEqualTo(0x80184575L);
  }

  @Test
  void refusesWhatItCannotCarry() {
    assertThat(IoctlRequest.HIDIOCSFEATURE.number(IoctlRequest.SIZE_MAX)).isEqualTo(0xffff4806L);
    assertThatThrownBy(() -> IoctlRequest.HIDIOCSFEATURE.number(IoctlRequest.SIZE_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
