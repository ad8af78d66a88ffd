namespace Neurons.Networks;

/// <summary>
/// The order of sums over the columns of a sequence, which follows from the shape alone: what computes one elsewhere and keeps to it has the same
/// bits.
/// </summary>
/// <param name="Width">The columns of a tile; the last may have fewer.</param>
/// <param name="Parts">The parts, of as many tiles each, whose sums are added at the end.</param>
public readonly record struct TileOrder(int Width, int Parts);

/// <summary>
/// Sequences [T, columns] a few columns at a time, on all threads: what a tile works on stays in a second cache. Tiles follow from the number of
/// columns alone.
/// </summary>
internal static class Tiles
{
    /// <summary>The columns of a tile, where nothing else is said; the last one may have fewer.</summary>
    public const int Width = 512;

    /// <summary>Sums over the tiles are cut into so many parts.</summary>
    private const int MostParts = 16;

    /// <summary>Does something with a tile.</summary>
    /// <param name="first">Its first column.</param>
    /// <param name="count">How many columns it has.</param>
    /// <param name="tile">Its number.</param>
    public delegate void Action(int first, int count, int tile);

    /// <summary>Does something with a tile of a part.</summary>
    /// <param name="first">Its first column.</param>
    /// <param name="count">How many columns it has.</param>
    /// <param name="part">The number of the part.</param>
    /// <param name="isFirst">Whether it is the first tile of the part.</param>
    public delegate void PartAction(int first, int count, int part, bool isFirst);

    /// <summary>How many there are.</summary>
    public static int Of(int columns, int width = Width) => (columns + width - 1) / width;

    /// <summary>How many parts there are; each has tiles.</summary>
    public static int PartsOf(int columns, int width = Width) => Math.Min(MostParts, Of(columns, width));

    /// <summary>
    /// A width for tiles of so many rows: where there are few, calls for each row take less of the time with more columns, as long as there are
    /// tiles for some threads.
    /// </summary>
    public static int WidthFor(int rows, int columns)
    {
        const int numbers = 1 << 17, most = 4096, enough = 8;
        var width = Width;
        while (width < most && 2 * width * (long)rows <= numbers && Of(columns, 2 * width) >= enough) width *= 2;
        return width;
    }

    /// <summary>Does something with each tile.</summary>
    public static void Run(int columns, Action action, int width = Width) => Parallelism.Run(Of(columns, width), new Work(columns, width, action));

    /// <summary>Does something with each tile; the tiles of a part come one after the other.</summary>
    public static void RunParts(int columns, PartAction action, int width = Width) =>
        Parallelism.Run(PartsOf(columns, width), new PartWork(columns, width, action));

    private sealed class Work(int columns, int width, Action action) : IWork
    {
        public void Run(int worker, int item) => action(item * width, Math.Min(width, columns - item * width), item);
    }

    private sealed class PartWork(int columns, int width, PartAction action) : IWork
    {
        public void Run(int worker, int item)
        {
            var (tiles, parts) = ((long)Of(columns, width), PartsOf(columns, width));
            var (first, end) = ((int)(tiles * item / parts), (int)(tiles * (item + 1) / parts));
            for (var tile = first; tile < end; tile++) action(tile * width, Math.Min(width, columns - tile * width), item, tile == first);
        }
    }
}
