using Spectre.Console;

namespace Neurons.Cli.Verify;

/// <summary>Prints the rows of a verification, as a table or as JSON.</summary>
internal static class VerifyReport
{
    public static void Table(TextWriter output, IReadOnlyList<VerifyRow> rows)
    {
        var console = Terminal.On(output);
        var table = Terminal.Table("case", "engine", "precision", "status", "worst error", "detail");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Case),
                row.Engine,
                row.Precision,
                Status(row.Status),
                row.WorstError is { } error ? Comparison.Text(error) : "",
                Markup.Escape(row.Detail));
        }

        console.Write(table);
        console.WriteLine($"{Count(rows, VerifyStatus.Passed)} passed, {Count(rows, VerifyStatus.Failed)} failed, {Count(rows, VerifyStatus.Skipped)} skipped");
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<VerifyRow> rows) => Json.WriteLine(output, json =>
    {
        json.Records("cases", rows, row =>
        {
            json.WriteString("name", row.Case);
            json.WriteString("model", row.Model);
            json.WriteString("engine", row.Engine);
            json.WriteString("precision", row.Precision);
            json.WriteString("status", row.Status.ToString().ToLowerInvariant());
            json.WriteString("detail", row.Detail);
            json.Number("worst_error", row.WorstError);
        });
        json.WriteNumber("passed", Count(rows, VerifyStatus.Passed));
        json.WriteNumber("failed", Count(rows, VerifyStatus.Failed));
        json.WriteNumber("skipped", Count(rows, VerifyStatus.Skipped));
    });

    public static int Count(IEnumerable<VerifyRow> rows, VerifyStatus status) => rows.Count(row => row.Status == status);

    private static string Status(VerifyStatus status) => status switch
    {
        VerifyStatus.Passed => "[green]passed[/]",
        VerifyStatus.Failed => "[red]failed[/]",
        _ => "[grey]skipped[/]",
    };
}
