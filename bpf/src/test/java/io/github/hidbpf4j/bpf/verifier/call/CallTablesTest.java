package io.github.hidbpf4j.bpf.verifier.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.Trait;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTablesTest {
  @ParameterizedTest
  @CsvSource({
    "ARRAY, map_lookup_elem, FITS",
    "PROG_ARRAY, map_lookup_elem, REFUSED",
    "PROG_ARRAY, tail_call, FITS",
    "ARRAY, tail_call, REFUSED",
    "RINGBUF, ringbuf_output, FITS",
    "ARRAY, ringbuf_output, REFUSED",
    "RINGBUF, map_update_elem, REFUSED",
    "QUEUE, map_push_elem, FITS",
    "HASH, map_push_elem, REFUSED",
    "ARRAY_OF_MAPS, map_update_elem, REFUSED",
    "SOCKMAP, map_update_elem, FITS",
    "PERCPU_ARRAY, map_lookup_percpu_elem, FITS",
    "ARRAY, map_lookup_percpu_elem, REFUSED"
  })
  void mapsAndHelpers(MapType map, String helper, MapFunctions.Verdict verdict) {
    LinkedProgram program =
        new LinkedProgram(
            "test.o",
            "test",
            "socket",
            ProgramType.SOCKET_FILTER,
            false,
            new AttachTarget.None(),
            "GPL",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);
    Helper row = Objects.requireNonNull(Helpers.of("bpf_" + helper));
    assertThat(MapFunctions.check(program, map, row)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "'%d %s', 2, true",
    "'%d %s', 1, false",
    "'%d', 2, true",
    "'100%%', 0, true",
    "'%llx %-8d %08lu', 3, true",
    "'%pI4 %pi6 %pks', 3, true",
    "'%pI5', 1, false",
    "'%f', 1, false",
    "'%sx', 1, false",
    "'%', 1, false",
    "'%lld', 1, true",
    "'%llld', 1, false",
    "'caf\u00e9', 0, false"
  })
  void formats(String text, long arguments, boolean good) {
    assertThat(ConstantStrings.isFormat(text, arguments)).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({
    "ringbuf_reserve, true, false",
    "map_lookup_elem, false, false",
    "skb_store_bytes, false, true",
    "tail_call, false, true"
  })
  void whatHelpersDo(String helper, boolean acquires, boolean changesPacket) {
    Helper row = Objects.requireNonNull(Helpers.of("bpf_" + helper));
    assertThat(HelperReturns.acquires(row, MapType.ARRAY)).isEqualTo(acquires);
    assertThat(row.is(Trait.CHANGES_PACKET_DATA)).isEqualTo(changesPacket);
  }
}
