package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ALLOC_SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.FUNC;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.KEY;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.KPTR_XCHG_DEST;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RINGBUF_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RINGBUF_RECORD;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STACK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VOID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.DYNPTR_TYPE_LOCAL;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.DYNPTR_TYPE_RINGBUF;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MAYBE_NULL;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_RINGBUF;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.OBJ_RELEASE;

import java.util.List;

/**
 * Prototypes of the helpers for maps, ring buffers, dynptrs and kptrs (Linux 6.12, {@code
 * kernel/bpf/helpers.c}, {@code ringbuf.c}), by number.
 */
final class MapPrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          helper("map_lookup_elem", R_VALUE.orNull(), MAP, KEY).packets(),
          helper("map_update_elem", INTEGER, MAP, KEY, VALUE, ANYTHING).packets(),
          helper("map_delete_elem", INTEGER, MAP, KEY).packets(),
          helper("map_push_elem", INTEGER, MAP, VALUE, ANYTHING).packets(),
          helper("map_pop_elem", INTEGER, MAP, UNINIT_VALUE),
          helper("map_peek_elem", INTEGER, MAP, UNINIT_VALUE),
          helper("ringbuf_output", INTEGER, MAP, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING),
          helper(
              "ringbuf_reserve",
              R_MEM.with(MAYBE_NULL, MEM_RINGBUF),
              MAP,
              ALLOC_SIZE_OR_ZERO,
              ANYTHING),
          helper("ringbuf_submit", VOID, RINGBUF_RECORD, ANYTHING),
          helper("ringbuf_discard", VOID, RINGBUF_RECORD, ANYTHING),
          helper("ringbuf_query", INTEGER, MAP, ANYTHING),
          helper("for_each_map_elem", INTEGER, MAP, FUNC, STACK.orNull(), ANYTHING),
          helper("kptr_xchg", R_BTF_ID.orNull(), KPTR_XCHG_DEST, BTF_ID.orNull().with(OBJ_RELEASE)),
          helper("map_lookup_percpu_elem", R_VALUE.orNull(), MAP, KEY, ANYTHING).packets(),
          helper(
              "dynptr_from_mem",
              INTEGER,
              UNINIT_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              UNINIT_DYNPTR.with(DYNPTR_TYPE_LOCAL)),
          helper(
              "ringbuf_reserve_dynptr",
              INTEGER,
              MAP,
              ANYTHING,
              ANYTHING,
              UNINIT_DYNPTR.with(DYNPTR_TYPE_RINGBUF)),
          helper("ringbuf_submit_dynptr", VOID, RINGBUF_DYNPTR, ANYTHING),
          helper("ringbuf_discard_dynptr", VOID, RINGBUF_DYNPTR, ANYTHING),
          helper(
              "dynptr_read", INTEGER, UNINIT_MEM, SIZE_OR_ZERO, RDONLY_DYNPTR, ANYTHING, ANYTHING),
          helper(
              "dynptr_write", INTEGER, RDONLY_DYNPTR, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING),
          helper("dynptr_data", R_MEM.orNull(), RDONLY_DYNPTR, ANYTHING, ALLOC_SIZE_OR_ZERO),
          helper("user_ringbuf_drain", INTEGER, MAP, FUNC, STACK.orNull(), ANYTHING));

  private MapPrototypes() {}
}
