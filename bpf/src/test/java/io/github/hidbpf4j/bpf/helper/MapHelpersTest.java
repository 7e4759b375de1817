package io.github.hidbpf4j.bpf.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapHelpersTest {
  private final FakeRun run = new FakeRun();
  private final FakeMap map = FakeMap.in(run);
  private final long m = map.address();

  @Test
  void mapHelpersReachTheMap() {
    assertThat(run.call("map_lookup_elem", m, 10)).isEqualTo(1);
    assertThat(run.call("map_lookup_percpu_elem", m, 10, 3)).isEqualTo(2);
    assertThat(run.call("map_update_elem", m, 10, 20, 4)).isEqualTo(-3);
    assertThat(run.call("map_delete_elem", m, 10)).isEqualTo(-4);
    assertThat(run.call("map_push_elem", m, 20, 2)).isEqualTo(-5);
    assertThat(run.call("map_pop_elem", m, 20)).isEqualTo(-6);
    assertThat(run.call("map_peek_elem", m, 20)).isEqualTo(-7);
    assertThat(map.calls)
        .containsExactly(
            "lookup 10",
            "lookupPerCpu 10 3",
            "update 10 20 4",
            "delete 10",
            "push 20 2",
            "pop 20",
            "peek 20");
  }

  @Test
  void forEachCallsBack() {
    map.elements = 4;
    List<List<Long>> seen = new ArrayList<>();
    run.callback =
        (function, r1, r2, r3, r4, r5) -> {
          seen.add(List.of(function, r1, r2, r3, r4, r5));
          return r2 == 102 ? 1 : 0;
        };
    assertThat(run.call("for_each_map_elem", m, 77, 55, 0)).isEqualTo(3);
    assertThat(seen).hasSize(3).first().isEqualTo(List.of(77L, m, 100L, 200L, 55L, 0L));
    assertThat(run.call("for_each_map_elem", m, 77, 55, 1)).isEqualTo(Errno.EINVAL.result());
    run.callback = (function, r1, r2, r3, r4, r5) -> 0;
    assertThat(run.call("for_each_map_elem", m, 77, 55, 0)).isEqualTo(4);
  }

  @Test
  void ringBufferHelpersReachTheMap() {
    assertThat(run.call("ringbuf_output", m, 5, 6, 1)).isEqualTo(-8);
    assertThat(run.call("ringbuf_query", m, 3)).isEqualTo(9);
    long record = run.call("ringbuf_reserve", m, 16, 0);
    assertThat(record).isEqualTo(map.area + 8);
    assertThat(run.call("ringbuf_submit", record, 2)).isZero();
    assertThat(run.call("ringbuf_discard", record, 1)).isZero();
    assertThat(map.calls)
        .containsExactly("output 5 6 1", "query 3", "reserve 16 0", "submit 8 2", "discard 8 1");
  }

  @Test
  void ringBufferDynptrs() {
    long p = run.filled(16);
    assertThat(run.call("ringbuf_reserve_dynptr", m, 16, 0, p)).isZero();
    assertThat(run.kfunc("bpf_dynptr_size", p)).isEqualTo(16);
    assertThat(run.call("dynptr_data", p, 4, 12)).isEqualTo(map.area + 12);
    assertThat(run.call("ringbuf_submit_dynptr", p, 2)).isZero();
    assertThat(run.kfunc("bpf_dynptr_is_null", p)).isEqualTo(1);
    assertThat(run.call("ringbuf_submit_dynptr", p, 0)).isZero();
    assertThat(run.call("ringbuf_discard_dynptr", p, 0)).isZero();
    run.call("ringbuf_reserve_dynptr", m, 8, 0, p);
    run.call("ringbuf_discard_dynptr", p, 1);
    assertThat(map.calls)
        .containsExactly("reserve 16 0", "submit 8 2", "reserve 8 0", "discard 8 1");
  }

  @Test
  void failedReservationsAreNullDynptrs() {
    long p = run.filled(16);
    assertThat(run.call("ringbuf_reserve_dynptr", m, 16, 1, p)).isEqualTo(Errno.EINVAL.result());
    assertThat(run.kfunc("bpf_dynptr_is_null", p)).isEqualTo(1);
    assertThat(run.call("ringbuf_reserve_dynptr", m, 1 << 24, 0, p))
        .isEqualTo(Errno.E2BIG.result());
    map.full = true;
    assertThat(run.call("ringbuf_reserve_dynptr", m, 16, 0, p)).isEqualTo(Errno.EINVAL.result());
    assertThat(run.call("ringbuf_reserve", m, 16, 0)).isZero();
    assertThat(run.kfunc("bpf_dynptr_is_null", p)).isEqualTo(1);
  }

  @Test
  void whatIsNoRecordIsNamed() {
    long other = run.filled(8);
    assertThatThrownBy(() -> run.call("ringbuf_submit", other, 0))
        .isInstanceOf(BpfException.class)
        .hasMessage("0x%x is not a record of a ring buffer".formatted(other));
    assertThatThrownBy(() -> run.call("ringbuf_submit", 0x10, 0))
        .hasMessage("0x10 is not a record of a ring buffer");
  }
}
