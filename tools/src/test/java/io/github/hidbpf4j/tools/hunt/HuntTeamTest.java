package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuntTeamTest {
  private static HuntTeam<AtomicInteger> team(int size) {
    return new HuntTeam<>(IntStream.range(0, size).mapToObj(_ -> new AtomicInteger()).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void batchesComeInOrderAndAMemberHasOneAtATime(int size) throws IOException {
    List<Long> taken = new ArrayList<>();
    try (HuntTeam<AtomicInteger> team = team(size)) {
      team.run(
          7,
          (busy, number) -> {
            int before = busy.getAndIncrement();
            for (long spin = number % 3 * 10_000; spin > 0; spin--) {
              Thread.onSpinWait();
            }
            busy.decrementAndGet();
            return before == 0 ? number * number : -1;
          },
          (number, square) -> {
            assertThat(square).isEqualTo(number * number);
            taken.add(number);
            assertThat(team.any(AtomicInteger::get)).isZero();
            return number < 60;
          });
    }
    assertThat(taken).hasSize(54).isSorted().startsWith(7L).endsWith(60L);
  }

  @Test
  void whatFailsIsTold() {
    try (HuntTeam<AtomicInteger> team = team(2)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      0,
                      (_, number) -> {
                        if (number == 3) {
                          throw new IllegalArgumentException("no batch 3");
                        }
                        return number;
                      },
                      (_, _) -> true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no batch 3");
    }
  }
}
