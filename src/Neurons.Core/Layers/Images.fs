namespace Neurons.Learning

open System
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// Windows over images […; channels; length] or […; channels; height; width]: what convolution and pooling have in common. An image
/// of one dimension has a height of 1.
module internal Images =
    let private text (values: int[]) = "[" + String.Join(", ", Array.map string values) + "]"

    /// One number for each dimension of the image.
    let perDimension (owner: string) (name: string) least (values: int[]) (dimensions: int) =
        if values.Length <> dimensions then
            raise (
                ArgumentException(
                    $"%s{owner}: %s{name} is %s{text values}; it must have %d{dimensions} numbers, one for each dimension of the kernel.",
                    name
                )
            )

        for value in values do
            Require.atLeast owner name least value

    /// The channels and lengths of the images of a tensor, and how many there are.
    let split owner dimensions (shape: nativeint[]) =
        let features = dimensions + 1

        if shape.Length < features then
            let wanted =
                if dimensions = 1 then
                    "[…, channels, length]"
                else
                    "[…, channels, height, width]"

            raise (ArgumentException $"%s{owner}: the input has the shape %s{Shape.text shape}; it must be %s{wanted}.")

        let first = shape.Length - features
        struct (Array.init features (fun d -> int shape[first + d]), Shape.countOf shape 0 first)

    /// The windows over images [channels; lengths…]; an error where not even one fits.
    let windows owner (image: int[]) (kernel: int[]) (stride: int[]) (padding: int[]) (dilation: int[]) =
        let along d =
            let windows = WindowsAlong(image[d + 1], kernel[d], stride[d], padding[d], dilation[d])

            if windows.Count < 1 || image[d + 1] < 1 then
                raise (
                    ArgumentException
                        $"%s{owner}: the images are %s{text image}; with a padding of %s{text padding} they are smaller than the kernel %s{text kernel} (dilation %s{text dilation})."
                )

            windows

        match kernel.Length with
        | 1 -> Windows(image[0], WindowsAlong(1, 1, 1, 0, 1), along 0)
        | _ -> Windows(image[0], along 0, along 1)

    /// The shape of the output: that of the input with other channels, and a number for each window.
    let outputShape (shape: nativeint[]) dimensions channels (windows: Windows) =
        let output = Array.copy shape
        let last = shape.Length - 1
        output[last - dimensions] <- nativeint (channels: int)
        output[last] <- nativeint windows.X.Count

        if dimensions > 1 then
            output[last - 1] <- nativeint windows.Y.Count

        output
