using System.Globalization;
using System.IO.Compression;
using System.Text;
using Neurons.IO;

namespace Neurons.Primitives.Tests.IO;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Reads_numbers_with_a_header()
    {
        var table = Read("time, \"V, soma\" ,\"a \"\"b\"\"\"\r\n0,-65.5,1e-3\r\n 0.1 ,+2, -inf\r\n\r\n");

        Assert.Equal(["time", "V, soma", "a \"b\""], table.Header);
        Assert.Equal([2, 3], table.Values.Lengths.ToArray());
        Assert.Equal([0, -65.5, 1e-3, 0.1, 2, double.NegativeInfinity], table.Values.ToArray());
    }

    [Fact]
    public void Reads_numbers_without_a_header()
    {
        var table = Read("1,2\n3,NaN");

        Assert.Empty(table.Header);
        Assert.Equal([1, 2, 3, double.NaN], table.Values.ToArray());
        Assert.Contains("[1, 1] is NaN", Assert.Throws<FormatError>(() => table.Values.RequireFinite("a.csv")).Message);
    }

    [Fact]
    public void A_header_alone_is_a_table_without_rows() => Assert.Equal([0, 2], Read("a,b\n").Values.Lengths.ToArray());

    [Theory]
    [InlineData("\"5\",\"1\"", 0, 1)]
    [InlineData("\"5\",\"1\"\n\"6\",\"2\"\n", 0, 2)]
    [InlineData("\"5\",\"1\"\n6,2\n", 2, 1)]
    [InlineData("\"5\",\"b\"\n\"6\",\"2\"\n", 2, 1)]
    public void Numbers_in_quotes_are_names_only_where_what_follows_has_none(string text, int names, int rows)
    {
        var table = Read(text);
        Assert.Equal(names, table.Header.Length);
        Assert.Equal([rows, 2], table.Values.Lengths.ToArray());
    }

    [Fact]
    public void A_packed_table_that_is_far_larger_than_its_file_is_refused_before_it_takes_memory()
    {
        var path = _folder.File("bomb.csv.gz", IdxTests.Packed(Enumerable.Repeat("1\n"u8.ToArray(), 10_000_000).SelectMany(line => line).ToArray()));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<FormatError>(() => Csv.Read(path));

        Assert.Contains("unpacks to more than ", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 17);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n1,2\n", "line 1 is blank")]
    [InlineData("a,b\n1,2\n\n3,4\n", "line 3 is blank")]
    [InlineData("a,b\n1,2\n3\n", "line 3 has 1 fields; 2 are expected")]
    [InlineData("a,b\n1,2,3\n", "line 2 has 3 fields")]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column 2: 'x' is not a number")]
    [InlineData("1,x\n", "line 1, column 2: 'x'")]
    [InlineData("a,b\n1,\n", "line 2, column 2: '' is not a number")]
    [InlineData("a,b\n1;2,3\n", "line 2, column 1: '1;2'")]
    [InlineData("a,b\n1,\"2\n", "line 2, column 2: a quoted field does not end")]
    [InlineData("a,\"b\"c\n1,2\n", "line 1, column 2: a closing quote is followed by 'c'")]
    [InlineData("a,b\"c\n1,2\n", "line 1, column 2: 'b\"c' has a quote inside")]
    [InlineData("a,b\n1,1,000\n", "line 2 has 3 fields")]
    [InlineData("a,b\n1,--inf\n", "'--inf'")]
    [InlineData("PK\u0003\u0004", "not a text file")]
    public void A_table_that_is_wrong_is_refused_with_line_and_column(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatError>(() => Read(text)).Message);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Contains(
        "UTF-8",
        Assert.Throws<FormatError>(() => Csv.Read(_folder.File("a.csv", [0x41, 0xff, 0xfe, 0x80]))).Message);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.gz")]
    public void What_is_written_reads_back_bit_for_bit(string name)
    {
        var path = _folder.File(name);
        string[] header = ["time (s)", "1", "", " V, \"x\" ", "nan", "-inf", "ü"];
        var random = new Random(3);
        var columns = header.Select(_ => Enumerable.Range(0, 500)
            .Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).ToArray()).ToArray();
        columns[0][1] = double.NaN;
        columns[1][1] = double.PositiveInfinity;
        columns[2][1] = -0.0;

        Csv.Write(path, header, columns);
        var table = Csv.Read(path);

        Assert.Equal(header, table.Header);
        for (var row = 0; row < 500; row++)
        {
            for (var column = 0; column < header.Length; column++)
            {
                Assert.Equal(columns[column][row], table.Values[row, column]);
            }
        }

        Assert.Equal([name], _folder.Files());
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        var old = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Csv.Write(_folder.File("a.csv"), ["x"], [[1.5]]);
            Assert.Equal("x\n1.5\n", File.ReadAllText(_folder.File("a.csv")));
            Assert.Equal([1.5], Csv.Read(_folder.File("a.csv")).Values.ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }
    }

    [Fact]
    public void A_table_that_could_not_be_read_back_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => Csv.Write(_folder.File("a.csv"), [], []));
        Assert.Throws<ArgumentException>(() => Csv.Write(_folder.File("a.csv"), [], [[]]));
        Assert.Throws<ArgumentException>(() => Csv.Write(_folder.File("a.csv"), ["a"], [[1], [2]]));
        Assert.Throws<ArgumentException>(() => Csv.Write(_folder.File("a.csv"), ["a", "b"], [[1], [2, 3]]));
        Assert.Throws<ArgumentException>(() => Csv.Write(_folder.File("a.csv"), ["a\nb"], [[1]]));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public void A_damaged_file_reads_or_gives_a_FormatError() => Damage.Try(
        Encoding.UTF8.GetBytes("t (ms),\"V\",ü\n0,-65.5,1\n0.1,nan,2e-3\n0.2,-inf,3\n"),
        _folder.File("a.csv"), path => Csv.Read(path), truncationsMayRead: true);

    [Fact]
    public void A_damaged_gzip_file_reads_or_gives_a_FormatError()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 99).Select(i => $"{i},{i * 7919 % 97}\n"))));
        }

        Damage.Try(packed.ToArray(), _folder.File("a.csv.gz"), path => Csv.Read(path));
    }

    public void Dispose() => _folder.Dispose();

    private CsvTable Read(string text) => Csv.Read(_folder.File("a.csv", Encoding.UTF8.GetBytes(text)));
}
