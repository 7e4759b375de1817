package io.github.hidbpf4j.testing.html;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run that is over, with what they refer to.
 *
 * @param chunks the rows
 * @param rows how many there were
 * @param gap those that are missing; null for none
 * @param lanes the lanes by number
 * @param texts the texts by number
 * @param descriptors the descriptors by number
 * @param errnos names of errnos that occurred
 */
record WrittenRows(
    List<RowChunk.Packed> chunks,
    long rows,
    RowStore.@Nullable Gap gap,
    List<Lane> lanes,
    List<String> texts,
    DescriptorTable descriptors,
    Map<Long, String> errnos) {}
