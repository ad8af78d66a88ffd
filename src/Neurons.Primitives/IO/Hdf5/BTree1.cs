namespace Neurons.IO;

/// <summary>Trees of the first version: of the links of a group, and of the chunks of a data set.</summary>
internal static class BTree1
{
    /// <summary>The keys and addresses at the bottom of a tree, in order.</summary>
    public static List<(TKey Key, long Child)> Leaves<TKey>(Hdf5File file, long address, int type, Func<H5Cursor, TKey> key)
    {
        var leaves = new List<(TKey Key, long Child)>();
        Read(address, null);
        return leaves;

        void Read(long at, int? expected)
        {
            var node = file.At(at, "a node of a tree");
            node.Signature("TREE");
            if (node.Byte() is var found && found != type) throw node.Error($"is of the type {found}; it must be {type}");
            int level = node.Byte();
            if (expected is { } one && one != level) throw node.Error($"is at the level {level}; it must be {one}");
            var count = node.UInt16();
            node.Skip(2 * file.OffsetSize);
            for (var i = 0; i < count; i++)
            {
                var first = key(node);
                var child = node.Offset();
                if (level == 0) leaves.Add((first, child));
                else Read(child, level - 1);
            }
        }
    }
}
