package io.github.hidbpf4j.kernel.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileRangesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.12 | 6.12",
        "6.12 6.13 | 6.12, 6.13",
        "6.12 6.13 6.14 | 6.12 to 6.14",
        "6.19 7.0 7.1 6.3 | 6.3, 6.19 to 7.1",
        "6.3 6.10 6.11 | 6.3 to 6.11",
        "6.12-wq-bh 6.12 rfc-v1 | rfc-v1, 6.12, 6.12-wq-bh",
        "rfc-v1 rfc-212 rfc-v2 6.3 | rfc-v1 to rfc-v2, 6.3",
      })
  void neighboursAreRanges(String names, String text) {
    assertThat(ProfileRanges.text(List.of(names.split(" ")))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.12 a=b/6.13 a=b | 6.12, 6.13 a=b",
        "6.12 a=b/6.12 a=c/6.13 a=b | 6.12, 6.13 a=b; 6.12 a=c",
        "6.12/6.12 a=c | 6.12; 6.12 a=c",
      })
  void choicesKeepProfilesApart(String names, String text) {
    assertThat(ProfileRanges.text(List.of(names.split("/")))).isEqualTo(text);
  }
}
