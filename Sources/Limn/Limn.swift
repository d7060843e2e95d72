/// A single import for users of the library.
@_exported import LimnAttribution
@_exported import LimnCore
@_exported import LimnData
@_exported import LimnEvaluation
@_exported import LimnFigures
@_exported import LimnGraphics
@_exported import LimnNetwork
@_exported import LimnONNX
@_exported import LimnProcess
@_exported import LimnReports
@_exported import LimnTensorBoard
@_exported import LimnText
@_exported import LimnTraining
